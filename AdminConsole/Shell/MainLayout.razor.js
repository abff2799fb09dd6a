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

// A link to a part of the page in which something is to be done: the focus goes to its field, else to its first control, else to its heading.
const controls = "input:enabled, select:enabled, textarea:enabled, button:enabled, a[href]";

function focusPart(part) {
  const control = part.matches(controls) ? part : part.closest("section")?.querySelector("button:enabled, input:enabled");
  if (!control) part.tabIndex = -1;
  (control ?? part).focus();
}

document.addEventListener("click", event => {
  const link = event.target.closest?.("a[data-to]");
  const part = link && document.getElementById(link.hash.slice(1));
  if (!part || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  focusPart(part);
}, true);

// What was pressed may be gone with what it did. The focus is then at the nearest thing that is left: the field of its form, else the heading of its part.
let path = [];
document.addEventListener("focusin", event => {
  path = [];
  for (let at = event.target; at && at.id !== "contenu"; at = at.parentElement) path.push(at);
});

new MutationObserver(() => {
  if (!path.length || path[0].isConnected || (document.activeElement && document.activeElement !== document.body)) return;
  const left = path.filter(at => at.isConnected);
  path = [];
  const form = left.find(at => at.matches("form"))?.querySelector("input:enabled");
  const heading = left.find(at => at.matches("section"))?.querySelector("h2");
  if (form) form.focus();
  else if (heading) focusHeading(heading);
}).observe(document.body, { childList: true, subtree: true });

function focusHeading(heading) {
  heading.tabIndex = -1;
  heading.focus();
}

// The menu of a small screen. It is closed by what it leads to, and where the screen becomes wide; the circuit that starts puts another one in its
// place, which is as open as the one before.
let isOpen = false;
const menu = () => document.getElementById("voies");

document.addEventListener("toggle", event => {
  if (event.target.id === "voies") isOpen = event.newState === "open";
}, true);

document.addEventListener("click", event => {
  if (event.target.closest?.("#voies a")) menu().hidePopover?.();
});

matchMedia("(max-width: 899px)").addEventListener("change", () => menu()?.hidePopover?.());

new MutationObserver(() => {
  if (isOpen && menu()?.matches(":not(:popover-open)")) document.querySelector("[popovertarget=voies]").click();
}).observe(document.body, { childList: true });
