// An answer with its numbered marks, its sources, or the reason why there is none.
import { element } from "./element.js";
import { language, word, wordOf } from "./language.js";
import { label, languageOf, length, slice, unitIndices } from "./text.js";

/**
 * @typedef {object} Place where a citation or a reprint points
 * @property {string} document_id
 * @property {string | null} document_title
 * @property {string} content_sha256
 * @property {number} start_char_index
 * @property {number} end_char_index
 * @property {string} cited_text
 */

/**
 * Return the nodes of a whole answer.
 * @param {object} answer as `POST /v1/ask` gives it
 * @param {(place: Place, opener: HTMLElement) => void} open shows an original
 */
export function answerNodes(answer, open) {
  const refused = answer.status === "refused";
  return [
    element(
      "p",
      { class: `verdict ${answer.status}` },
      refused ? wordOf("refusal", answer.refusal_reason) : wordOf("status", answer.status),
    ),
    element("p", { class: "said", lang: languageOf(answer.answer) }, ...marked(answer, open)),
    refused && answer.refusal_detail?.differs.length ? subjects(answer.refusal_detail) : null,
    answer.conflict?.length ? conflict(answer, open) : null,
    answer.citations.length ? sources(answer, open) : null,
    ...corrections(answer),
    answer.unsupported?.length ? leftOut(answer) : null,
    answer.notice ? element("p", { class: "notice" }, label(answer.notice)) : null,
    footing(answer),
  ].filter(Boolean);
}

/** Return the answer's text cut at its citations, each followed by its marks. */
function marked(answer, open) {
  const text = answer.answer;
  const carried = answer.status === "refused" ? [] : answer.citations;
  const whole = length(text);
  const ends = new Map();
  for (const citation of carried) {
    const { start_index: start, end_index: end } = citation.answer;
    const place = end > start ? Math.min(end, whole) : whole;
    ends.set(place, [...(ends.get(place) ?? []), citation]);
  }
  const offsets = [0, ...carried.map((one) => one.answer.start_index), ...ends.keys(), whole];
  const cuts = [...new Set(offsets.map((one) => Math.min(one, whole)))].sort((a, b) => a - b);
  const units = unitIndices(text, cuts);
  const nodes = [];
  for (let at = 0; at < cuts.length; at += 1) {
    if (at > 0) nodes.push(segment(text.slice(units[at - 1], units[at]), cuts[at - 1], carried));
    for (const citation of ends.get(cuts[at]) ?? []) nodes.push(glue(), mark(citation, open));
  }
  return nodes;
}

/** Return a word joiner: a mark must not begin a line without the word it belongs to. */
function glue() {
  return element("span", { class: "glue", "aria-hidden": "true" }, "\u2060");
}

function segment(text, start, citations) {
  const supports = citations.filter(
    ({ answer }) => answer.start_index <= start && start < answer.end_index,
  );
  if (!supports.length) return document.createTextNode(text);
  const keys = supports.map((citation) => citation.id).join(" ");
  return element("span", { class: "claim", "data-keys": keys }, text);
}

/** Return the numbered mark of a citation: hovering or pressing it opens the original. */
export function mark(citation, open) {
  const about = describe(citation) || citation.document_id;
  const button = element(
    "button",
    {
      type: "button",
      class: "mark",
      "data-key": citation.id,
      "aria-controls": "side",
      "aria-expanded": "false",
      "aria-label": word("mark", { number: citation.id, about: label(about) }),
    },
    citation.id,
  );
  button.addEventListener("click", () => open(citation, button, { press: true }));
  button.addEventListener("pointerenter", (event) => {
    if (event.pointerType === "mouse") open(citation, button, { press: false });
  });
  for (const [happens, lit] of Object.entries({
    pointerenter: true,
    pointerleave: false,
    focus: true,
    blur: false,
  }))
    button.addEventListener(happens, () => light(button, lit));
  return button;
}

/** Show which words of the answer a mark stands for. */
function light(button, lit) {
  for (const claim of button.closest(".turn")?.querySelectorAll(".claim") ?? [])
    if (claim.dataset.keys.split(" ").includes(button.dataset.key))
      claim.classList.toggle("lit", lit);
}

/** Return title, source and date on one line. */
function describe({ document_title, source, published }) {
  return [document_title || word("untitled"), source, published]
    .filter(Boolean)
    .map((one) => label(one, 120))
    .join(", ");
}

function described({ document_title, source, published }) {
  const known = [document_title || word("untitled"), source, published].filter(Boolean);
  return known.map((one) => element("bdi", {}, label(one, 120)));
}

function sources(answer, open) {
  const refused = answer.status === "refused";
  return element(
    "section",
    { class: "sources", "aria-label": word(refused ? "nearest" : "sources") },
    element("h4", {}, word(refused ? "nearest" : "sources")),
    element("ol", {}, ...answer.citations.map((citation) => source(citation, open))),
  );
}

function source(citation, open) {
  return element(
    "li",
    {},
    mark(citation, open),
    element(
      "div",
      { class: "evidence" },
      element("blockquote", { lang: languageOf(citation.quote) }, ...quoted(citation)),
      element(
        "p",
        { class: "about dotted" },
        element("bdi", { class: "name" }, label(citation.document_title) || word("untitled")),
        citation.source ? element("bdi", {}, label(citation.source)) : null,
        citation.published ? element("time", {}, citation.published) : null,
        element(
          "span",
          { class: `check ${citation.support.verdict}` },
          wordOf("verdict", citation.support.verdict),
        ),
      ),
      citation.also_in?.length ? reprints(citation.also_in, open) : null,
    ),
  );
}

function quoted({ quote, highlight }) {
  if (!highlight) return [quote];
  const [from, to] = unitIndices(quote, [highlight.start_index, highlight.end_index]);
  return [quote.slice(0, from), element("strong", {}, quote.slice(from, to)), quote.slice(to)];
}

function reprints(places, open) {
  const one = (place) => {
    const button = element("button", { type: "button", class: "reprint dotted" }, ...described(place));
    button.addEventListener("click", () => open(place, button, { press: true }));
    return element("li", {}, button);
  };
  return element(
    "div",
    { class: "reprints" },
    element("span", {}, word("alsoIn")),
    element("ul", {}, ...places.map(one)),
  );
}

function conflict(answer, open) {
  const cited = new Map(answer.citations.map((citation) => [citation.id, citation]));
  const position = ({ answer: figure, citations }) =>
    element(
      "li",
      {},
      element("strong", { lang: languageOf(figure) }, figure),
      ...citations
        .map((key) => cited.get(key))
        .filter(Boolean)
        .map((citation) =>
          element(
            "p",
            {},
            element("bdi", {}, label(citation.source ?? citation.document_title ?? citation.document_id)),
            citation.published ? element("time", {}, citation.published) : null,
            mark(citation, open),
          ),
        ),
    );
  return element(
    "section",
    { class: "conflict", "aria-label": word("conflict") },
    element("h4", {}, word("conflict")),
    element("ul", {}, ...answer.conflict.map(position)),
  );
}

function subjects({ differs, asked, found }) {
  const side = (name, subject) => {
    const times = subject.times.map(timeName);
    const named = [...subject.places, ...times, ...subject.names].map((one) => label(one));
    return [element("dt", {}, word(name)), element("dd", {}, named.join("、") || "—")];
  };
  return element(
    "dl",
    { class: "subjects" },
    ...side("asked", asked),
    ...side("foundAbout", found),
    element("dd", { class: "differs" }, differs.map((one) => wordOf("differs", one)).join("、")),
  );
}

/** Return `2021-06`, or `--06` without a year, as it is said. */
function timeName(time) {
  const [, year, month, day] = time.match(/^(\d+|-)(?:-(\d+))?(?:-(\d+))?$/) ?? [];
  if (year === undefined || language() === "en") return time.replace(/^--/, "");
  const said = [[year === "-" ? undefined : year, "年"], [month, "月"], [day, "日"]];
  return said.map(([part, unit]) => (part ? `${Number(part)}${unit}` : "")).join("");
}

function corrections(answer) {
  return (answer.claims ?? [])
    .filter((claim) => claim.corrected)
    .map(({ text, corrected }) =>
      element("p", { class: "notice" }, word("corrected", { text, corrected })),
    );
}

function leftOut(answer) {
  const statement = (claim) =>
    element(
      "li",
      {},
      element("s", { lang: languageOf(claim.text) }, claim.text),
      element(
        "span",
        { class: "why" },
        claim.reasons.map((one) => wordOf("reason", one.reason)).join("、"),
      ),
    );
  return element(
    "details",
    { class: "left-out" },
    element("summary", {}, word("left_out", { count: answer.unsupported.length })),
    element("ul", {}, ...answer.unsupported.map(statement)),
  );
}

function footing(answer) {
  const total = answer.timings?.total;
  const extracted = answer.generator === "extractive";
  const shown = [
    extracted ? word("byExtraction") : word("byModel", { name: label(answer.generator, 60) }),
    answer.status === "refused"
      ? null
      : word("confidence", { value: `${Math.round(answer.confidence * 100)}%` }),
    total === undefined ? null : word("took", { value: Math.round(total) }),
  ];
  const spans = shown.filter(Boolean).map((one) => element("span", {}, one));
  return element("p", { class: "about dotted footing" }, ...spans);
}

/**
 * Return what the check of a citation found, for the head of its article.
 * @param {object | null} answer the answer that cites, or null for a document just read
 * @param {object} citation
 */
export function findings(answer, citation) {
  const end = citation.answer.end_index;
  const touching = (answer?.claims ?? []).filter(
    (claim) =>
      claim.document_id === citation.document_id &&
      claim.answer.start_index < end &&
      citation.answer.start_index < claim.answer.end_index,
  );
  return touching.flatMap((claim) =>
    claim.reasons.map(({ reason, answer: span, source: place }) => {
      const text = claim.corrected ? claim.text : answer.answer;
      const said = slice(text, span.start_index, span.end_index);
      const inside =
        place &&
        place.start_char_index >= citation.start_char_index &&
        place.end_char_index <= citation.end_char_index;
      const found = inside
        ? slice(
            citation.cited_text,
            place.start_char_index - citation.start_char_index,
            place.end_char_index - citation.start_char_index,
          )
        : "";
      return word(found ? "reason.instead" : "reason.shown", {
        reason: wordOf("reason", reason),
        said,
        source: found,
      });
    }),
  );
}

