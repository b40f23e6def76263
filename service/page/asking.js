// One question to the service: streamed where it streams, whole where it does not.
import { events } from "./event-stream.js";
import { address, described, request, ServiceError } from "./service.js";
import { word } from "./language.js";

/**
 * Ask a question.
 * @param {string} question
 * @param {{role: string, text: string}[]} history earlier turns, oldest first
 * @param {{signal: AbortSignal, onEvent: (name: string, data: any) => void}} options `onEvent`
 *   hears `retrieval`, `draft` and `claim` as they come
 * @returns {Promise<object>} the whole answer, as `POST /v1/ask` gives it
 */
export async function ask(question, history, { signal, onEvent }) {
  const response = await request(address("ask"), {
    method: "POST",
    headers: {
      "Content-Type": "application/json",
      Accept: "text/event-stream, application/json;q=0.9",
    },
    body: JSON.stringify({ question, history }),
    signal,
  });
  const kind = response.headers.get("Content-Type") ?? "";
  if (!kind.startsWith("text/event-stream")) return answerOf(await response.json());
  return streamed(response.body, onEvent);
}

/** Return what was told if it is an answer: a proxy on the way may have said anything. */
function answerOf(told) {
  const whole = typeof told?.answer === "string" && Array.isArray(told.citations);
  if (!whole) throw new ServiceError("interrupted", word("interrupted"));
  return told;
}

async function streamed(body, onEvent) {
  try {
    for await (const { name, data } of events(body)) {
      const told = JSON.parse(data);
      if (name === "done") return answerOf(told);
      if (name === "error") throw described(told.status ?? 500, told.error ?? told, null);
      onEvent(name, told);
    }
  } catch (error) {
    if (error.name === "AbortError" || error instanceof ServiceError) throw error;
  }
  throw new ServiceError("interrupted", word("interrupted"));
}
