/* Suggestions for a field in which one thing out of many is typed: an editable combobox with a list, as the ARIA Authoring
   Practices describe it. Without this the server resolves what was typed; so it may fail without harm. */

const WAIT_MS = 150;
let count = 0;

function make(tag, attributes, text = "") {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  element.textContent = text;
  return element;
}

class Finder {
  constructor(box) {
    this.box = box;
    this.input = box.querySelector("input[type=text]");
    this.name = this.input.name.replace(/-typed$/, "");
    this.isMany = "finderMany" in box.dataset;
    this.options = [];
    this.at = -1;
    const id = `finder-${++count}`;
    const label = document.querySelector(`label[for="${this.input.id}"]`);
    this.list = make("ul", { class: "finder__list", role: "listbox", id, "aria-label": label ? label.textContent : "" });
    this.list.hidden = true;
    this.status = make("div", { class: "visually-hidden", role: "status" });
    this.input.after(this.list);
    box.append(this.status);
    for (const [name, value] of Object.entries({
      role: "combobox", "aria-autocomplete": "list", "aria-expanded": "false", "aria-controls": id,
    })) this.input.setAttribute(name, value);
    this.input.addEventListener("input", () => this.ask());
    this.input.addEventListener("keydown", (event) => this.press(event));
    this.input.addEventListener("blur", () => this.close());
    this.list.addEventListener("mousedown", (event) => event.preventDefault()); // the field keeps the focus
    this.list.addEventListener("click", (event) => {
      const place = [...this.list.children].indexOf(event.target.closest("li"));
      if (place >= 0) this.choose(this.options[place]);
    });
  }

  ask() {
    clearTimeout(this.waiting);
    this.asked?.abort();
    const text = this.input.value.trim();
    if (/^[\0-\x7f]?$/.test(text)) return this.close(); // one plain letter fits too much
    this.waiting = setTimeout(() => this.fetch(text), WAIT_MS);
  }

  async fetch(text) {
    this.asked = new AbortController();
    const address = new URL(this.box.dataset.finder, location.href);
    address.searchParams.set("q", text);
    try {
      const answer = await fetch(address, { headers: { Accept: "application/json" }, signal: this.asked.signal });
      if (!answer.ok || answer.redirected) return this.close();
      const found = await answer.json();
      if (document.activeElement === this.input) this.show(found);
    } catch {
      this.close(); // away, or overtaken by the next letter
    }
  }

  show(found) {
    this.options = found.options;
    this.list.replaceChildren(...found.options.map((option, place) => {
      const row = make("li", { class: "finder__option", role: "option", id: `${this.list.id}-${place}`, "aria-selected": "false" }, option.label);
      if (option.note) row.append(" ", make("span", {}, option.note));
      return row;
    }));
    this.at = -1;
    this.input.removeAttribute("aria-activedescendant");
    this.open(found.options.length > 0);
    if (!this.list.hidden) this.list.scrollIntoView({ block: "nearest" });
    this.status.textContent = found.said;
  }

  open(yes) {
    this.list.hidden = !yes;
    this.input.setAttribute("aria-expanded", String(yes));
  }

  close() {
    clearTimeout(this.waiting);
    this.asked?.abort();
    this.open(false);
    this.at = -1;
    this.input.removeAttribute("aria-activedescendant");
  }

  press(event) {
    const isOpen = !this.list.hidden;
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step) {
      event.preventDefault();
      if (isOpen) this.move(step);
      else this.ask();
    } else if (event.key === "Enter" && isOpen && this.at >= 0) {
      event.preventDefault();
      this.choose(this.options[this.at]);
    } else if (event.key === "Escape" && isOpen) {
      event.preventDefault();
      this.close();
    }
  }

  move(step) {
    const rows = [...this.list.children];
    rows[this.at]?.setAttribute("aria-selected", "false");
    this.at = this.at < 0 && step < 0 ? rows.length - 1 : (this.at + step + rows.length) % rows.length;
    const row = rows[this.at];
    row.setAttribute("aria-selected", "true");
    row.scrollIntoView({ block: "nearest" });
    this.input.setAttribute("aria-activedescendant", row.id);
  }

  choose(option) {
    this.box.querySelector("[data-finder-matches]")?.remove();
    if (this.isMany) this.add(option);
    else this.replace(option);
    this.status.textContent = option.label;
    this.close();
  }

  replace(option) {
    let id = this.box.querySelector("[data-finder-id]");
    if (!id) {
      id = make("input", { type: "hidden", name: this.name, "data-finder-id": "" });
      this.box.append(id);
    }
    id.value = option.id;
    this.input.value = option.label;
    this.box.querySelector("[data-finder-for]").value = option.label;
  }

  add(option) {
    const known = document.querySelector(`input[name="${this.name}"][value="${option.id}"]`);
    this.input.value = "";
    if (known) {
      known.checked = true;
      return;
    }
    const row = make("div", { class: "field__choice" });
    const id = `${this.list.id}-chosen-${option.id}`;
    const tick = make("input", { class: "form-check-input", type: "checkbox", name: this.name, value: option.id, id });
    tick.checked = true;
    row.append(tick, " ", make("label", { for: id }, option.label));
    this.box.before(row);
  }
}

export function upgradeFinders(root) {
  for (const box of root.querySelectorAll("[data-finder]")) new Finder(box);
}
