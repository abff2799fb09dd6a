// Ctrl+K leads to the search from anywhere in the console.
document.addEventListener("keydown", event => {
  if (!(event.ctrlKey || event.metaKey) || event.altKey || event.shiftKey || event.key.toLowerCase() !== "k") return;
  event.preventDefault();
  const box = document.querySelector("main [role=combobox]");
  if (box) {
    box.focus();
    box.select();
  } else {
    document.querySelector("[data-search]")?.click();
  }
});

// Blazor scrolls to the target of such a link, but leaves the focus where it was.
document.addEventListener("click", event => {
  if (!event.target.closest?.("[data-skip]")) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  document.getElementById("contenu").focus();
}, true);
