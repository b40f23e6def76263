// The library: what the answers are taken from.
import { announce } from "./announce.js";
import { confirmed } from "./confirm.js";
import { element, icon, refill } from "./element.js";
import { onLanguage, word } from "./language.js";
import { listDocuments, removeDocument } from "./service.js";
import { label, languageOf } from "./text.js";

const STEP = 60; // documents shown at once, and with each "more"

/** The list of documents in the side's library view. */
export class LibraryView {
  /** @param {{open: (id: string, opener: HTMLElement) => void, changed: () => void}} acts */
  constructor(acts) {
    this.acts = acts;
    this.documents = [];
    this.generation = null;
    this.problem = null;
    this.most = STEP;
    this.list = document.getElementById("documents");
    this.count = document.getElementById("library-count");
    this.fields = Object.fromEntries(
      ["find", "source", "from", "until"].map((name) => [
        name,
        document.getElementById(`library-${name}`),
      ]),
    );
    for (const field of Object.values(this.fields))
      field.addEventListener("input", () => this.#filtered());
    document.getElementById("library-clear").addEventListener("click", () => this.#cleared());
    onLanguage(() => this.render());
  }

  /** Read the list again. */
  async load() {
    try {
      const told = await listDocuments();
      this.documents = told.documents;
      this.generation = told.index_generation;
      this.problem = null;
    } catch (error) {
      this.problem = error.message;
    }
    this.render();
  }

  /** Read the list again if the store has changed since. */
  async follow(generation) {
    if (this.generation !== null && generation !== this.generation) await this.load();
  }

  /** Show the documents that fit the filter. */
  render() {
    this.#renderSources();
    const fitting = this.documents.filter((one) => this.#fits(one));
    const shown = fitting.slice(0, this.most);
    const all = this.documents.length;
    this.count.textContent =
      fitting.length === all
        ? word("documents", { count: all })
        : word("shownOf", { shown: fitting.length, count: all });
    refill(this.list, ...shown.map((one) => this.#row(one)));
    const told = document.getElementById("library-told");
    told.textContent =
      this.problem !== null
        ? word("failed", { message: this.problem })
        : all === 0
          ? word("empty")
          : fitting.length === 0
            ? word("none")
            : "";
    told.hidden = told.textContent === "";
    this.#renderMore(fitting.length - shown.length);
  }

  #renderMore(left) {
    const place = document.getElementById("library-more");
    if (left <= 0) return refill(place);
    const step = Math.min(left, STEP);
    const button = element(
      "button",
      { type: "button", class: "quiet" },
      word("more", { count: step }),
    );
    button.addEventListener("click", () => {
      const before = this.most;
      this.most += STEP;
      this.render();
      this.list.children[before]?.querySelector("button")?.focus();
    });
    return refill(place, button);
  }

  #renderSources() {
    const select = this.fields.source;
    const chosen = select.value;
    const names = [...new Set(this.documents.map((one) => one.source).filter(Boolean))].sort(
      (one, other) => one.localeCompare(other, "zh"),
    );
    refill(
      select,
      element("option", { value: "" }, word("anySource")),
      ...names.map((name) => element("option", { value: name }, label(name, 60))),
    );
    select.value = names.includes(chosen) ? chosen : "";
  }

  #fits({ id, title, source, author, published }) {
    const { find, source: outlet, from, until } = this.fields;
    const wanted = find.value.trim().toLocaleLowerCase().split(/\s+/).filter(Boolean);
    const about = [title, source, author, id].filter(Boolean).join("\n").toLocaleLowerCase();
    return (
      wanted.every((one) => about.includes(one)) &&
      (!outlet.value || source === outlet.value) &&
      (!from.value || (published !== null && published >= from.value)) &&
      (!until.value || (published !== null && published <= until.value))
    );
  }

  #filtered() {
    this.most = STEP;
    this.render();
    clearTimeout(this.saying);
    this.saying = setTimeout(() => announce(this.count.textContent), 600);
  }

  #cleared() {
    for (const field of Object.values(this.fields)) field.value = "";
    this.#filtered();
    this.fields.find.focus();
  }

  #row(one) {
    const title = label(one.title) || label(one.id) || word("untitled");
    const opener = element(
      "button",
      { type: "button", class: "opens", lang: languageOf(title) },
      element("bdi", {}, title),
    );
    opener.addEventListener("click", () => this.acts.open(one.id, opener));
    const removal = element(
      "button",
      { type: "button", class: "remove", "aria-label": word("removeNamed", { title }) },
      icon("remove"),
    );
    removal.addEventListener("click", () => this.#remove(one, title));
    return element(
      "li",
      {},
      element(
        "div",
        { class: "document" },
        opener,
        element(
          "p",
          { class: "about dotted" },
          one.source ? element("bdi", {}, label(one.source, 60)) : null,
          one.author ? element("bdi", {}, label(one.author, 60)) : null,
          one.published ? element("time", {}, one.published) : null,
        ),
      ),
      removal,
    );
  }

  async #remove(one, title) {
    const sure = await confirmed({
      title: word("removeTitle"),
      text: word("removeText", { title }),
      act: word("remove"),
    });
    const place = [...this.list.children].findIndex((row) => row.contains(document.activeElement));
    if (!sure) return;
    try {
      await removeDocument(one.id);
      announce(word("removed", { title }));
    } catch (error) {
      announce(word("failed", { message: error.message }));
      this.problem = error.message;
    }
    this.acts.changed();
    const problem = this.problem;
    await this.load();
    if (problem !== null) {
      this.problem = problem;
      this.render();
    }
    const next = this.list.children[Math.max(0, Math.min(place, this.list.children.length - 1))];
    (next?.querySelector(".remove") ?? this.fields.find).focus();
  }
}
