async function copy(text) {
  if (navigator.clipboard) return navigator.clipboard.writeText(text);

  // Over plain HTTP on a school's network there is no clipboard object.
  const field = document.createElement("textarea");
  field.value = text;
  field.readOnly = true;
  document.body.append(field);
  field.select();
  document.execCommand("copy");
  field.remove();
}

document.addEventListener("click", async event => {
  const button = event.target.closest?.("[data-copy]");
  if (!button) return;
  await copy(button.dataset.copy);
  button.focus();
  const status = button.parentElement.querySelector("[data-copied]");
  button.dataset.done = "";
  status.textContent = status.dataset.copied;
  setTimeout(() => {
    delete button.dataset.done;
    status.textContent = "";
  }, 2000);
});
