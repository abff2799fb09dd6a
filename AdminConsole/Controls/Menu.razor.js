const menuOf = node => node?.closest?.("[data-menu][open]");

function close(menu) {
  menu.open = false;
  menu.querySelector("summary").focus();
}

document.addEventListener("keydown", event => {
  const menu = event.key === "Escape" && menuOf(event.target);
  if (menu) close(menu);
});

// Not before the click has done its work: a link that is hidden would not be followed.
document.addEventListener("click", event => {
  if (event.target.closest?.("a")) {
    const menu = menuOf(event.target);
    if (menu) close(menu);
  }
  for (const other of document.querySelectorAll("[data-menu][open]")) if (!other.contains(event.target)) other.open = false;
});

document.addEventListener("focusout", event => {
  const menu = menuOf(event.target);
  if (menu && event.relatedTarget && !menu.contains(event.relatedTarget)) menu.open = false;
});
