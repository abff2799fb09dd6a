function show(form, shown) {
  for (const input of form.querySelectorAll("[data-password]")) input.type = shown ? "text" : "password";
  for (const button of form.querySelectorAll("[data-shows]")) button.textContent = shown ? button.dataset.hide : button.dataset.show;
}

document.addEventListener("click", event => {
  const button = event.target.closest?.("[data-shows]");
  if (button) show(button.form, button.form.querySelector("[data-password]").type === "password");
});

// Hidden again before it is sent: a browser must not keep it among the texts that it proposes.
document.addEventListener("submit", event => show(event.target, false), true);
