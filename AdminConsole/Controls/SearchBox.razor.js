// Listens on the document, so that it serves the box that the server drew and the one that the circuit puts in its place.
const boxIn = node => node.nodeType === Node.ELEMENT_NODE
  ? node.matches("[data-search-box]") ? node : node.querySelector("[data-search-box]")
  : null;
const inputOf = box => box.querySelector("[role=combobox]");
let drawn = null;

// The circuit replaces what the server drew. What was typed until then is put into the new field and told to the server.
function takeOver(box) {
  const input = inputOf(box);
  if (!drawn || drawn.id !== input.id || "waiting" in box.dataset) return;
  const old = drawn;
  drawn = null;
  if (!document.activeElement || document.activeElement === document.body) input.focus({ preventScroll: true });
  if (!old.value || input.value) return;
  input.value = old.value;
  input.setSelectionRange(old.selectionStart, old.selectionEnd);
  input.dispatchEvent(new Event("input", { bubbles: true }));
}

new MutationObserver(changes => {
  for (const { type, target, removedNodes, addedNodes } of changes) {
    if (type === "attributes") {
      document.getElementById(target.getAttribute("aria-activedescendant"))?.scrollIntoView({ block: "nearest" });
      continue;
    }
    for (const box of Array.from(removedNodes, boxIn)) if (box && "waiting" in box.dataset) drawn = inputOf(box);
    for (const box of Array.from(addedNodes, boxIn)) if (box) takeOver(box);
  }
}).observe(document.documentElement, { subtree: true, childList: true, attributeFilter: ["aria-activedescendant"] });

document.addEventListener("keydown", event => {
  const input = event.target.closest?.("[data-search-box] [role=combobox]");
  if (!input || event.isComposing) return;
  const isActive = input.hasAttribute("aria-activedescendant");
  if (event.key === "ArrowDown" || event.key === "ArrowUp" || (isActive && !event.shiftKey && (event.key === "Home" || event.key === "End"))) {
    event.preventDefault();
  } else if (event.key === "Escape" && input.value && input.closest("[data-search-box]").querySelector(".popup").hidden) {
    input.value = "";
    input.dispatchEvent(new Event("input", { bubbles: true }));
  }
}, true);

// Leaving the box closes its list; going from the field to a link in the list does not.
document.addEventListener("focusout", event => {
  const box = event.target.closest?.("[data-search-box]");
  if (box?.isConnected && document.hasFocus() && !box.contains(event.relatedTarget)) box.dispatchEvent(new Event("close"));
});
