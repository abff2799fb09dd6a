// Tells the site, once, that somebody began to use the password field: whoever helps on the phone sees it.
// Opening the page tells nothing, because mail programs open links by themselves.
function tell(event) {
  const form = event.target.closest?.("form[data-opened]");
  if (!form || !event.isTrusted || !event.target.matches("[data-password]")) return;
  const { opened, link } = form.dataset;
  delete form.dataset.opened;
  const body = new URLSearchParams(new FormData(form).getAll("__RequestVerificationToken").map(token => ["__RequestVerificationToken", token]));
  body.set("link", link);
  // Failing does no harm: saving tells it as well.
  fetch(opened, { method: "POST", body, keepalive: true }).catch(() => { form.dataset.opened = opened; });
}

document.addEventListener("focusin", tell);
document.addEventListener("input", tell);
