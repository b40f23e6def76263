// The library: what the answers are taken from.
import { announce } from "./announce.js";
import { confirmed } from "./confirm.js";
import { element, icon, refill } from "./element.js";
import { onLanguage, word } from "./language.js";
import { listDocuments, listSources, removeDocument } from "./service.js";
import { label, languageOf } from "./text.js";

const STEP = 60; // documents read and shown at once, and with each "more"
const PAUSE = 200; // milliseconds without a key until what was typed is looked for

/** The list of documents in the side's library view. */
export class LibraryView {
  /** @param {{open: (id: string, opener: HTMLElement) => void, changed: () => void}} acts */
  constructor(acts) {
    this.acts = acts;
    this.documents = []; // of the list that fits, from its beginning
    this.fitting = 0; // how many there are on all pages
    this.all = 0; // how many the library holds
    this.sources = [];
    this.generation = null;
    this.problem = null;
    this.asked = 0; // requests for the list so far; only the last one's answer counts
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

  /** Read the library again, as far as it is shown. */
  async load() {
    try {
      await this.#read(Math.max(STEP, this.documents.length));
      const { sources, documents } = await listSources();
      this.sources = sources.map((one) => one.name);
      this.all = documents;
    } catch (error) {
      this.problem = error.message;
    }
    this.render();
  }

  /** Read the library again if the store has changed since. */
  async follow(generation) {
    if (this.generation !== null && generation !== this.generation) await this.load();
  }

  /** Show what was read. */
  render() {
    this.#renderSources();
    this.count.textContent =
      this.fitting === this.all
        ? word("documents", { count: this.all })
        : word("shownOf", { shown: this.fitting, count: this.all });
    refill(this.list, ...this.documents.map((one) => this.#row(one)));
    const told = document.getElementById("library-told");
    told.textContent =
      this.problem !== null
        ? word("failed", { message: this.problem })
        : this.all === 0
          ? word("empty")
          : this.fitting === 0
            ? word("none")
            : "";
    told.hidden = told.textContent === "";
    this.#renderMore(this.fitting - this.documents.length);
  }

  /** Read the list that fits from its beginning; what a later request asks for goes first. */
  async #read(most) {
    const asked = ++this.asked;
    this.list.setAttribute("aria-busy", "true");
    try {
      const told = await listDocuments(this.#conditions(), 0, most);
      if (asked !== this.asked) return;
      this.documents = told.documents;
      this.fitting = told.count;
      this.generation = told.index_generation;
      this.problem = null;
    } finally {
      if (asked === this.asked) this.list.setAttribute("aria-busy", "false");
    }
  }

  /** Read the next page; where the store has changed since, all that is shown as well. */
  async #readOn() {
    const before = this.documents.length;
    const asked = ++this.asked;
    try {
      const told = await listDocuments(this.#conditions(), before, STEP);
      if (asked !== this.asked) return;
      if (told.index_generation !== this.generation) await this.#read(before + STEP);
      else this.documents.push(...told.documents);
    } catch (error) {
      this.problem = error.message;
    }
    this.render();
    this.list.children[before]?.querySelector("button")?.focus();
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
    button.addEventListener("click", () => this.#readOn());
    return refill(place, button);
  }

  #renderSources() {
    const select = this.fields.source;
    const chosen = select.value;
    const names = [...this.sources].sort((one, other) => one.localeCompare(other, "zh"));
    refill(
      select,
      element("option", { value: "" }, word("anySource")),
      ...names.map((name) => element("option", { value: name }, label(name, 60))),
    );
    select.value = names.includes(chosen) ? chosen : "";
  }

  #conditions() {
    const { find, source, from, until } = this.fields;
    return [
      ["query", find.value.trim()],
      ["source", source.value],
      ["published_from", from.value],
      ["published_to", until.value],
    ].filter(([, value]) => value !== "");
  }

  #filtered() {
    this.list.setAttribute("aria-busy", "true");
    clearTimeout(this.waiting);
    this.waiting = setTimeout(() => this.#find(), PAUSE);
  }

  async #find() {
    try {
      await this.#read(STEP);
    } catch (error) {
      this.problem = error.message;
    }
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
