// A button by which a browser makes or shows a passkey: it asks this site for a question, and sends the form with the answer.
if (window.PublicKeyCredential?.parseRequestOptionsFromJSON) {
  for (const part of document.querySelectorAll("[data-passkey]")) part.hidden = false;
}

document.addEventListener("click", async event => {
  const part = event.target.closest?.("[data-passkey-go]")?.closest("[data-passkey]");
  if (!part || part.dataset.busy) return;
  const proof = part.dataset.passkeyProve;
  const form = proof ? null : part.closest("form");
  const failed = part.querySelector("[data-passkey-failed]");
  const making = part.hasAttribute("data-passkey-new");
  part.dataset.busy = "true";
  failed.hidden = true;
  try {
    const question = await (await post(part.dataset.passkey)).json();
    const credential = making
      ? await navigator.credentials.create({ publicKey: PublicKeyCredential.parseCreationOptionsFromJSON(question) })
      : await navigator.credentials.get({ publicKey: PublicKeyCredential.parseRequestOptionsFromJSON(question) });
    if (proof) {
      await post(proof, { passkey: JSON.stringify(credential) });
      part.querySelector("[data-passkey-done]").click();
      return;
    }
    part.querySelector("[type=hidden]").value = JSON.stringify(credential);
    form.noValidate = true;
    form.requestSubmit();
  } catch {
    // Given up, or none that fits: the person may try again or go another way.
    failed.hidden = false;
  } finally {
    delete part.dataset.busy;
  }
});

async function post(url, fields = {}) {
  const token = document.querySelector("[name=__RequestVerificationToken]").value;
  const answer = await fetch(url, { method: "POST", body: new URLSearchParams({ __RequestVerificationToken: token, ...fields }) });
  if (!answer.ok) throw new Error(answer.status);
  return answer;
}
