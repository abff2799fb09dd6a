const notice = document.getElementById("components-reconnect-modal");
const key = "typed-before-reload";

async function retry() {
  try {
    if (!await Blazor.reconnect()) reload();
  } catch {
    // The server does not answer yet: the notice stays, with its button.
  }
}

// The server answered and no longer knows this circuit (it was restarted): only a new page helps.
new MutationObserver(() => {
  if (notice.classList.contains("components-reconnect-rejected")) reload();
}).observe(notice, { attributeFilter: ["class"] });

document.addEventListener("click", event => {
  if (event.target.closest?.("[data-reconnect]")) retry();
  if (event.target.closest?.("[data-reload]")) reload();
  if (event.target.closest?.("[data-understood]")) document.querySelector("[data-reloaded]").hidden = true;
});

// What was typed is carried over the one load that follows, in this tab alone, and put back once the new page answers. A secret is not. When that
// load ends at the sign-in page instead, whoever comes in there may be another person.
const typed = new Set();
document.addEventListener("input", event => {
  if (event.target.matches?.("main input[id]:not([type=radio], [type=checkbox], [type=password]), main textarea[id]")) typed.add(event.target);
});

function reload() {
  const values = [...typed].filter(field => field.isConnected && field.value).map(field => [field.id, field.value]);
  if (values.length) sessionStorage.setItem(key, JSON.stringify({ path: location.pathname, values }));
  location.reload();
}

const kept = JSON.parse(sessionStorage.getItem(key) ?? "null");
sessionStorage.removeItem(key);
const again = performance.getEntriesByType("navigation")[0]?.type === "reload";
if (again && kept?.path === location.pathname) whenReady(() => {
  for (const [id, value] of kept.values) {
    const field = document.getElementById(id);
    if (!field || field.readOnly || field.disabled) continue;
    field.value = value;
    field.dispatchEvent(new Event("input", { bubbles: true }));
    field.dispatchEvent(new Event("change", { bubbles: true }));
  }
  document.querySelector("[data-reloaded]").hidden = false;
});

function whenReady(then) {
  const ready = () => document.querySelector("main:not([aria-busy])");
  if (ready()) then();
  else new MutationObserver((_, watch) => {
    if (!ready()) return;
    watch.disconnect();
    then();
  }).observe(document.body, { attributes: true, attributeFilter: ["aria-busy"], childList: true, subtree: true });
}
