// One question and what came of it, as it stands in the conversation.
import { answerNodes } from "./answer.js";
import { element, refill } from "./element.js";
import { word } from "./language.js";
import { label, languageOf } from "./text.js";

/** A turn's place in the conversation. */
export class TurnView {
  /**
   * @param {import("./thread.js").Turn} turn
   * @param {{open: Function, again: Function}} acts
   */
  constructor(turn, acts) {
    this.turn = turn;
    this.acts = acts;
    this.progress = null; // what is known while the answer comes
    this.node = element("li", { class: "turn" });
    this.render();
  }

  /** Show everything as it is now, in the language in use. */
  render() {
    const { question, answer, problem } = this.turn;
    const waiting = answer === null && problem === null;
    refill(
      this.node,
      element(
        "div",
        { class: "question" },
        element("span", { class: "who", "aria-hidden": "true" }, word("question")),
        element(
          "h3",
          { lang: languageOf(question) },
          element("span", { class: "unseen" }, word("you")),
          question,
        ),
      ),
      element(
        "div",
        { class: "answer", "aria-busy": String(waiting) },
        element("span", { class: "who", "aria-hidden": "true" }, word("answer")),
        element("div", { class: "reply" }, ...this.#reply()),
      ),
    );
  }

  #reply() {
    const { question, answer, problem } = this.turn;
    if (problem !== null) return [element("p", { class: "problem" }, problem), this.#again()];
    if (answer === null) return progressNodes(this.progress);
    const alone = answer.standalone_question;
    return [
      alone && alone.trim() !== question.trim()
        ? element("p", { class: "alone" }, word("searchedAs", { question: label(alone, 1000) }))
        : null,
      ...answerNodes(answer, (place, opener, how) =>
        this.acts.open({ id: place.document_id, citation: place, answer }, opener, how),
      ),
    ].filter(Boolean);
  }

  #again() {
    const button = element("button", { type: "button", class: "quiet" }, word("again"));
    button.addEventListener("click", () => this.acts.again(this.turn));
    return button;
  }
}

/** What the page knows of an answer that is still coming. */
export class Progress {
  constructor() {
    this.step = "searching";
    this.passages = 0;
    this.claims = [];
  }

  /** Take in an event of the stream. */
  heard(name, told) {
    if (name === "retrieval") {
      this.step = "found";
      this.passages = told.hits?.length ?? 0;
    } else if (name === "draft") {
      this.step = "checking";
    } else if (name === "claim") {
      this.step = "checked";
      this.claims.push(told.text ?? "");
    }
  }
}

function progressNodes(progress) {
  const { step, passages, claims } = progress ?? new Progress();
  const said = word(step, { count: passages });
  return [
    element("p", { class: "coming" }, element("span", { class: "pulse" }), said),
    claims.length
      ? element(
          "p",
          { class: "said proven" },
          ...claims.map((text) => element("span", { lang: languageOf(text) }, text, " ")),
        )
      : null,
  ];
}
