// What stands beside the conversation: the library or an original. On a wide screen a
// column that is always there, on a narrow one a sheet over the page, which the browser's way
// back closes.

import { Back } from "./back.js";

const wide = matchMedia("(min-width: 60rem)");

/** The two views and the way back from them. */
export class Side {
  constructor() {
    this.node = document.getElementById("side");
    this.views = {
      library: document.getElementById("library-view"),
      article: document.getElementById("article-view"),
    };
    this.behind = ["top", "chat"].map((id) => document.getElementById(id));
    this.opener = null; // where the focus goes back to
    this.outer = null; // what in the page last led here
    this.origin = null; // the view that an article was opened from
    this.up = false; // whether the sheet is up, on a narrow screen
    this.back = new Back(() => this.close());
    document.getElementById("backdrop").addEventListener("click", () => this.close());
    document.addEventListener("keydown", (event) => this.#escaped(event));
    wide.addEventListener("change", () => this.#arrange());
    this.#turnTo("library");
    this.#arrange();
  }

  /** Whether there is room beside the conversation. */
  get isWide() {
    return wide.matches;
  }

  /**
   * Show a view.
   * @param {"library" | "article"} view
   * @param {{opener: HTMLElement | null, focus: boolean}} how `focus` moves it to the view's
   *   heading; without it nothing but the view changes
   */
  show(view, { opener, focus }) {
    const inside = this.node.contains(opener);
    this.origin = view === "article" && inside ? "library" : null;
    if (!inside) this.outer = opener;
    this.#expand(opener);
    this.#turnTo(view);
    this.up = true;
    this.#arrange();
    if (focus) this.views[view].querySelector("[data-heading]").focus({ preventScroll: true });
  }

  /** Close the article, or the sheet; the focus goes back to what opened it. */
  close() {
    const back = this.opener;
    const inside = this.origin === "library";
    this.#expand(inside ? this.outer : null);
    this.origin = null;
    this.#turnTo("library");
    this.up = inside && this.up;
    this.#arrange();
    const target = back?.isConnected ? back : document.getElementById("question");
    target.focus();
  }

  #turnTo(name) {
    this.view = name;
    for (const [known, node] of Object.entries(this.views)) node.hidden = known !== name;
  }

  #expand(opener) {
    this.opener?.setAttribute("aria-expanded", "false");
    this.opener = opener;
    if (opener?.hasAttribute("aria-expanded")) opener.setAttribute("aria-expanded", "true");
  }

  #arrange() {
    const sheet = !wide.matches;
    const shown = !sheet || this.up;
    this.node.hidden = !shown;
    this.node.classList.toggle("sheet", sheet);
    document.getElementById("backdrop").hidden = !(sheet && shown);
    for (const node of this.behind) node.inert = sheet && shown;
    this.back.set(sheet && shown ? (this.origin === null ? 1 : 2) : 0);
    if (sheet) {
      this.node.setAttribute("role", "dialog");
      this.node.setAttribute("aria-modal", "true");
    } else {
      this.node.setAttribute("role", "complementary");
      this.node.removeAttribute("aria-modal");
    }
  }

  #escaped(event) {
    if (event.key !== "Escape" || event.isComposing || document.querySelector("dialog[open]"))
      return;
    const closable = this.view === "article" || (this.up && !wide.matches);
    if (closable) {
      event.preventDefault();
      this.close();
    }
  }
}
