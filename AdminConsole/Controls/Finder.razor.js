const pause = 80;

for (const form of document.querySelectorAll("[data-finder]")) {
  const texts = form.dataset;
  const input = form.querySelector("input");
  const popup = form.querySelector(".popup");
  const list = form.querySelector("ul");
  const note = form.querySelector(".note");
  const status = form.querySelector("[role=status]");
  let hits = [];
  let active = -1;
  let latest = null;
  let search = Promise.resolve();

  for (const [name, value] of Object.entries({ role: "combobox", "aria-autocomplete": "list", "aria-expanded": "false", "aria-controls": list.id })) input.setAttribute(name, value);

  // The latest keystroke wins: it cancels the search of the one before.
  async function find(text) {
    latest?.abort();
    const mine = latest = new AbortController();
    choose(-1);
    if (!text.trim()) {
      show([], "");
      return;
    }
    list.setAttribute("aria-busy", "true");
    try {
      await new Promise(resolve => setTimeout(resolve, pause));
      if (mine.signal.aborted) return;
      const url = new URL(texts.finder, location);
      url.searchParams.set(input.name, text);
      const answer = await fetch(url, { signal: mine.signal });
      if (!answer.ok) throw new Error(answer.status);
      const found = await answer.json();
      if (mine === latest) show(found.hits, words(found));
    } catch {
      if (mine === latest) show([], texts.failed);
    }
  }

  const words = ({ hits: { length }, hasMore }) => length === 0 ? texts.none : hasMore ? texts.more.replace("{0}", length) : length === 1 ? texts.one : texts.many.replace("{0}", length);

  function show(found, said) {
    hits = found;
    list.replaceChildren(...hits.map(({ title, detail, external }, place) => {
      const option = document.createElement("li");
      option.id = `${list.id}-${place}`;
      option.role = "option";
      option.ariaSelected = "false";
      const name = document.createElement("strong");
      const more = document.createElement("span");
      name.textContent = title;
      more.textContent = [detail, external ? texts.external : texts.internal].filter(Boolean).join(" · ");
      option.append(name, " ", more);
      return option;
    }));
    list.removeAttribute("aria-busy");
    status.textContent = note.textContent = said;
    note.hidden = hits.length > 0 && said !== texts.more.replace("{0}", hits.length);
    open(said !== "");
  }

  function open(yes) {
    popup.hidden = !yes;
    input.setAttribute("aria-expanded", String(yes && hits.length > 0));
    if (!yes) choose(-1);
  }

  function choose(place) {
    list.children[active]?.setAttribute("aria-selected", "false");
    active = place;
    const option = list.children[place];
    option?.setAttribute("aria-selected", "true");
    option?.scrollIntoView({ block: "nearest" });
    if (option) input.setAttribute("aria-activedescendant", option.id);
    else input.removeAttribute("aria-activedescendant");
  }

  function go(place) {
    open(false);
    location.assign(hits[place].url);
  }

  async function press(key) {
    // The key is meant for what is typed now: it waits for it, and is void once something else is typed.
    const meant = search;
    await meant;
    if (meant !== search || !hits.length) return;
    const last = hits.length - 1;
    open(true);
    choose(key === "Home" ? 0 : key === "End" ? last : key === "ArrowDown" ? (active < last ? active + 1 : 0) : active > 0 ? active - 1 : last);
  }

  input.addEventListener("input", () => { search = find(input.value); });
  input.addEventListener("click", () => { if (hits.length) open(true); });
  input.addEventListener("keydown", event => {
    if (event.isComposing || event.ctrlKey || event.metaKey || event.altKey) return;
    const { key } = event;
    if (key === "ArrowDown" || key === "ArrowUp" || (active >= 0 && !event.shiftKey && (key === "Home" || key === "End"))) {
      event.preventDefault();
      press(key);
    } else if (key === "Enter" && active >= 0) {
      event.preventDefault();
      go(active);
    } else if (key === "Escape") {
      if (popup.hidden && input.value) {
        input.value = "";
        search = find("");
      } else {
        open(false);
      }
    }
  });
  popup.addEventListener("mousedown", event => event.preventDefault());
  list.addEventListener("click", event => {
    const option = event.target.closest("[role=option]");
    if (option) go([...list.children].indexOf(option));
  });
  form.addEventListener("focusout", event => { if (!form.contains(event.relatedTarget)) open(false); });
}
