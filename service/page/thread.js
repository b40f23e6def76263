// The conversation: what was asked and answered, kept in this tab until it is closed.

const PLACE = "wenju.thread";
const MOST_TURNS = 40; // sent as history, questions and answers together
const MOST_CHARACTERS = 4000; // of one of them
const MOST_KEPT = 200;

/** @typedef {{question: string, answer: object | null, problem: string | null}} Turn */

/** Turns in order; every change is kept in session storage. */
export class Thread {
  constructor() {
    /** @type {Turn[]} */
    this.turns = kept();
  }

  /** Add a question that waits for its answer. */
  begin(question) {
    const turn = { question, answer: null, problem: null };
    this.turns.push(turn);
    return turn;
  }

  /** Return what came before a turn, oldest first, as the service takes it. */
  historyBefore(turn) {
    const earlier = this.turns.slice(0, this.turns.indexOf(turn));
    const said = earlier
      .filter((one) => one.answer !== null)
      .flatMap((one) => [
        { role: "user", text: cut(one.question) },
        { role: "assistant", text: cut(one.answer.answer) },
      ]);
    return said.slice(-MOST_TURNS);
  }

  /** Keep the conversation as it is now. */
  keep() {
    const done = this.turns.filter((turn) => turn.answer !== null).slice(-MOST_KEPT);
    try {
      sessionStorage.setItem(PLACE, JSON.stringify(done));
    } catch {
      // full or switched off: the conversation lasts as long as the page
    }
  }

  /** Forget everything. */
  clear() {
    this.turns = [];
    sessionStorage.removeItem(PLACE);
  }
}

function cut(text) {
  const points = [...text.slice(0, 2 * MOST_CHARACTERS)];
  return points.slice(0, MOST_CHARACTERS).join("");
}

function kept() {
  try {
    const turns = JSON.parse(sessionStorage.getItem(PLACE) ?? "[]");
    return turns.filter(
      (turn) => typeof turn.question === "string" && typeof turn.answer?.answer === "string",
    );
  } catch {
    return []; // nothing that this page has written
  }
}
