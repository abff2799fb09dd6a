const sent = "data-sent";

document.addEventListener("submit", event => {
  const form = event.target;
  const button = form.querySelector("[data-once]");
  if (!button) return;
  if (form.hasAttribute(sent)) {
    event.preventDefault();
    return;
  }
  form.setAttribute(sent, "");
  button.setAttribute("aria-disabled", "true");
});

// Back from the next page, by the browser's own button: the form may be sent again.
window.addEventListener("pageshow", () => {
  for (const form of document.querySelectorAll(`form[${sent}]`)) {
    form.removeAttribute(sent);
    form.querySelector("[data-once]").removeAttribute("aria-disabled");
  }
});
