// Tells, while a password is typed, what saving it would say: the same check, asked of the server. The latest text wins. Nothing waits for the
// answer and nothing is kept from being sent.
const pause = 300;
let timer;
let asked;

function show(choice, answer) {
  const verdict = choice.querySelector("[data-verdict]");
  verdict.lastElementChild.textContent = answer?.text ?? "";
  if (!answer) return delete verdict.dataset.level;
  verdict.dataset.level = answer.level;
  // What the last saving said of another text holds no more.
  clear(choice.querySelector("#nouveau"), "-erreur");
}

function clear(input, what) {
  document.getElementById(input.id + what)?.remove();
  input.removeAttribute("aria-invalid");
}

async function ask(choice, input) {
  const { signal } = asked = new AbortController();
  const body = new URLSearchParams({ password: input.value, __RequestVerificationToken: input.form.elements.__RequestVerificationToken.value });
  if (choice.dataset.link) body.set("link", choice.dataset.link);
  try {
    const response = await fetch(choice.dataset.verdicts, { method: "POST", body, signal });
    show(choice, response.status === 200 ? await response.json() : undefined);
  } catch {
    if (!signal.aborted) show(choice);
  }
}

function compare(choice, mayComplain) {
  const [first, second] = choice.querySelectorAll("[data-password]");
  const mismatch = choice.querySelector("[data-mismatch]");
  const differ = second.value !== "" && first.value !== second.value;
  if (differ ? !mayComplain || !mismatch.hidden : mismatch.hidden) return;
  clear(second, "-erreur");
  mismatch.hidden = !differ;
  mismatch.lastElementChild.textContent = differ ? mismatch.dataset.mismatch : "";
  if (!differ) return second.removeAttribute("aria-describedby");
  second.setAttribute("aria-invalid", "true");
  second.setAttribute("aria-describedby", mismatch.id);
}

document.addEventListener("input", event => {
  const choice = event.target.closest?.("[data-verdicts]");
  if (!choice) return;
  compare(choice, false);
  const input = choice.querySelector("[data-password]");
  if (event.target !== input) return;
  clearTimeout(timer);
  asked?.abort();
  if (input.value) timer = setTimeout(ask, pause, choice, input);
  else show(choice);
});

document.addEventListener("focusout", event => {
  const choice = event.target.closest?.("[data-verdicts]");
  if (choice && event.target.matches("#confirmation")) compare(choice, true);
});
