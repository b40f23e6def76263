// A conversation with its citations as Markdown. Nothing in it may act: no link but to a
// web address, no image, no HTML, whatever stood in a question, an article or an answer.
import { webAddress } from "./element.js";
import { word, wordOf } from "./language.js";
import { label, unitIndices } from "./text.js";

const SPECIAL = /[\\`*_{}[\]<>#|~&!$@()]/g;
const UNSEEN = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/gu;

/** Return text that Markdown shows as it is, on one line. */
export function escaped(text) {
  return String(text ?? "")
    .replace(/\s+/g, " ")
    .replace(UNSEEN, "")
    .trim()
    .replace(SPECIAL, "\\$&")
    .replace(/^([-+=]|\d+(?=[.)]))/, (found) => (/\d/.test(found) ? found : `\\${found}`))
    .replace(/^(\d+)([.)])/, "$1\\$2")
    .replace(/:\/\//g, "\\://") // else some readers make a link of it
    .replace(/\bwww\./gi, (found) => `${found.slice(0, 3)}\\.`);
}

/**
 * Return a conversation as Markdown.
 * @param {import("./thread.js").Turn[]} turns
 * @param {string} day
 */
export function conversation(turns, day) {
  const answered = turns.filter((turn) => turn.answer !== null);
  return [`# ${word("exportTitle")} · ${day}`, ...answered.map(section)].join("\n\n") + "\n";
}

function section({ question, answer }) {
  const alone = answer.standalone_question;
  return [
    `## ${escaped(question)}`,
    alone && alone.trim() !== question.trim()
      ? `*${escaped(word("searchedAs", { question: alone }))}*`
      : null,
    answer.status === "answered" ? null : `**${escaped(verdict(answer))}**`,
    numbered(answer),
    answer.citations.map(source).join("\n"),
  ]
    .filter(Boolean)
    .join("\n\n");
}

function verdict(answer) {
  if (answer.status === "refused") return wordOf("refusal", answer.refusal_reason);
  return wordOf("status", answer.status);
}

/** Return the answer's lines with the numbers of its sources behind what they carry. */
function numbered({ answer: text, citations, status }) {
  const carried = status === "refused" ? [] : citations;
  const cuts = [...new Set(carried.map((one) => one.answer.end_index))].sort((a, b) => a - b);
  const units = unitIndices(text, cuts);
  let written = "";
  let last = 0;
  cuts.forEach((cut, at) => {
    const keys = carried.filter((one) => one.answer.end_index === cut).map((one) => one.id);
    written += `${escapedLines(text.slice(last, units[at]))} ${keys.map((key) => `\\[${escaped(key)}\\]`).join("")}`;
    last = units[at];
  });
  return (written + escapedLines(text.slice(last))).trim();
}

function escapedLines(text) {
  return text.split(/\r?\n/).map(escaped).join("  \n");
}

function source(citation) {
  const url = webAddress(citation.url);
  const about = [citation.document_title || word("untitled"), citation.source, citation.published]
    .filter(Boolean)
    .map((one) => escaped(label(one)));
  const place = word("characters", {
    start: citation.start_char_index + 1,
    end: citation.end_char_index,
  });
  const lines = [
    `- \\[${escaped(citation.id)}\\] ${about.join(" · ")}`,
    `  > ${escaped(citation.quote)}`,
    `  ${escaped(citation.document_id)}, ${place}; ${wordOf("verdict", citation.support.verdict)}`,
    url ? `  <${url.href.replace(/[<>\\]/g, encodeURIComponent)}>` : null,
    ...(citation.also_in ?? []).map(
      (one) =>
        `  ${word("alsoIn")}: ${[one.document_title || word("untitled"), one.source, one.published]
          .filter(Boolean)
          .map((part) => escaped(label(part)))
          .join(" · ")}`,
    ),
  ];
  return lines.filter(Boolean).join("\n\n");
}

/** Hand a text to the reader as a file. */
export function saveAs(name, text) {
  const link = document.createElement("a");
  const place = URL.createObjectURL(new Blob([text], { type: "text/markdown;charset=utf-8" }));
  link.href = place;
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(place), 10_000);
}
