const notice = document.getElementById("components-reconnect-modal");

async function retry() {
  try {
    if (!await Blazor.reconnect()) location.reload();
  } catch {
    // The server does not answer yet: the notice stays, with its button.
  }
}

// The server answered and no longer knows this circuit (it was restarted): only a new page helps.
new MutationObserver(() => {
  if (notice.classList.contains("components-reconnect-rejected")) location.reload();
}).observe(notice, { attributeFilter: ["class"] });

document.addEventListener("click", event => {
  if (event.target.closest?.("[data-reconnect]")) retry();
  if (event.target.closest?.("[data-reload]")) location.reload();
});
