// An original beside the conversation, at the cited place.
import { findings } from "./answer.js";
import { element, fill, outsideLink, refill } from "./element.js";
import { onLanguage, word, wordOf } from "./language.js";
import { readDocument } from "./service.js";
import { label, languageOf, slice, unitIndices } from "./text.js";

const still = matchMedia("(prefers-reduced-motion: reduce)");
const MOST_HELD = 24; // documents kept for the next look

/** Shows documents in the side's article view. */
export class ArticleView {
  /** @param {import("./side.js").Side} side */
  constructor(side) {
    this.side = side;
    this.held = new Map();
    this.shown = null;
    this.heading = document.getElementById("article-title");
    this.about = document.getElementById("article-about");
    this.check = document.getElementById("article-check");
    this.body = document.getElementById("article-body");
    document.getElementById("article-close").addEventListener("click", () => side.close());
    onLanguage(() => this.shown && this.#render(this.shown));
  }

  /**
   * Open a document, at the cited place if there is one.
   * @param {{id: string, citation: object | null, answer: object | null}} what
   * @param {{opener: HTMLElement, focus: boolean}} how
   */
  async show(what, { opener, focus }) {
    this.side.show("article", { opener, focus });
    const same = this.shown?.document?.id === what.id;
    const shown = { ...what, document: this.held.get(what.id) ?? null, problem: null };
    this.shown = shown;
    this.#render(shown);
    this.#scroll(same);
    try {
      const document = await readDocument(what.id); // it may have changed since
      this.#hold(document);
      if (document.content_sha256 === shown.document?.content_sha256) return;
      shown.document = document;
    } catch (error) {
      shown.document = null;
      shown.problem = error.kind === "unknown_document" ? "gone" : error.message;
    }
    if (this.shown !== shown) return; // another one was opened meanwhile
    this.#render(shown);
    this.#scroll(false);
  }

  /** Forget what was read: the store has changed. */
  forget() {
    this.held.clear();
  }

  #hold(document) {
    this.held.delete(document.id);
    this.held.set(document.id, document);
    if (this.held.size > MOST_HELD) this.held.delete(this.held.keys().next().value);
  }

  #render({ id, citation, answer, document, problem }) {
    const known = document ?? {
      title: citation?.document_title,
      source: citation?.source,
      published: citation?.published,
      url: citation?.url,
    };
    this.heading.textContent = label(known.title) || label(id) || word("untitled");
    this.heading.lang = languageOf(this.heading.textContent);
    refill(this.about, ...aboutNodes(known, id));
    refill(this.check, ...(citation?.support ? checkNodes(answer, citation) : []));
    this.check.hidden = !citation?.support;
    refill(this.body, ...bodyNodes(document, citation, problem));
    this.body.lang = languageOf(document?.text ?? citation?.cited_text ?? "");
    this.body.setAttribute("aria-busy", String(document === null && problem === null));
  }

  #scroll(smoothly) {
    const cited = this.body.querySelector("mark");
    const behavior = smoothly && !still.matches ? "smooth" : "instant";
    const scroller = this.side.views.article;
    if (!cited) return scroller.scrollTo({ top: 0, behavior });
    const top = cited.getBoundingClientRect().top - scroller.getBoundingClientRect().top;
    const room = scroller.clientHeight * 0.36;
    return scroller.scrollTo({ top: scroller.scrollTop + top - room, behavior });
  }
}

function aboutNodes({ source, author, published, url }, id) {
  return [
    source ? element("bdi", {}, label(source)) : null,
    author ? element("bdi", {}, label(author)) : null,
    published ? element("time", {}, published) : null,
    outsideLink(url, word("openSite")),
    element("bdi", { class: "id" }, label(id)),
  ];
}

function checkNodes(answer, citation) {
  const reasons = findings(answer, citation);
  return [
    element(
      "p",
      {},
      element(
        "span",
        { class: `check ${citation.support.verdict}` },
        wordOf("verdict", citation.support.verdict),
      ),
      element(
        "span",
        { class: "place" },
        word("characters", {
          start: citation.start_char_index + 1,
          end: citation.end_char_index,
        }),
      ),
    ),
    reasons.length ? element("ul", {}, ...reasons.map((one) => element("li", {}, one))) : null,
  ];
}

function bodyNodes(document, citation, problem) {
  if (problem) {
    const said = problem === "gone" ? word("gone") : word("failed", { message: problem });
    return [element("p", { class: "notice" }, said), citation ? citedNode(citation) : null];
  }
  if (document === null) return [element("p", { class: "notice" }, word("loading"))];
  if (citation === null) return paragraphs(document.text, 0, 0, null);
  const { start_char_index: start, end_char_index: end, cited_text: cited } = citation;
  const [from, to] = unitIndices(document.text, [start, end]);
  if (document.text.slice(from, to) !== cited)
    return [
      element("p", { class: "notice" }, word("changed")),
      citedNode(citation),
      ...paragraphs(document.text, 0, 0, null),
    ];
  return paragraphs(document.text, from, to, core(citation));
}

function citedNode({ cited_text: cited }) {
  return element("blockquote", {}, cited);
}

/** Return the answer's own words within the cited text, where they stand there once. */
function core({ cited_text: cited, quote, highlight }) {
  if (!highlight || !quote) return null;
  const words = slice(quote, highlight.start_index, highlight.end_index);
  const at = cited.indexOf(words);
  return words && at >= 0 && cited.indexOf(words, at + 1) < 0 ? [at, at + words.length] : null;
}

/**
 * Return an original line by line, with the cited range marked; all marks together hold
 * exactly the cited characters.
 * @param {string} text
 * @param {number} from in UTF-16 units
 * @param {number} to as `from`; equal to it where nothing is cited
 * @param {[number, number] | null} inner a range to stress, counted from `from`
 */
export function paragraphs(text, from, to, inner) {
  const nodes = [];
  for (let start = 0, end = 0; start < text.length; start = end) {
    const found = text.indexOf("\n", start);
    end = found < 0 ? text.length : found + 1;
    const first = Math.max(start, from);
    const last = Math.min(end, to);
    const blank = text.slice(start, end).trim() === "";
    const line = element("p", { class: blank ? "blank" : null });
    if (first >= last) fill(line, text.slice(start, end));
    else {
      const stress = inner && [from + inner[0], from + inner[1]];
      fill(
        line,
        text.slice(start, first),
        first === from ? element("span", { class: "unseen" }, word("citedBegins")) : null,
        element("mark", {}, ...stressed(text, first, last, stress)),
        last === to ? element("span", { class: "unseen" }, word("citedEnds")) : null,
        text.slice(last, end),
      );
    }
    nodes.push(line);
  }
  return nodes;
}

function stressed(text, first, last, stress) {
  const from = Math.min(Math.max(stress?.[0] ?? last, first), last);
  const to = Math.min(Math.max(stress?.[1] ?? last, from), last);
  if (from === to) return [text.slice(first, last)];
  return [
    text.slice(first, from),
    element("strong", {}, text.slice(from, to)),
    text.slice(to, last),
  ].filter((one) => one !== "");
}
