// Server-sent events out of a response's body.
// Follows "Interpreting an event stream" of the HTML standard (9.2.6), without reconnection.

/**
 * Yield the events of a stream as they arrive.
 * @param {ReadableStream<Uint8Array>} body
 * @returns {AsyncGenerator<{name: string, data: string}>}
 */
export async function* events(body) {
  const reader = body.getReader();
  const decoder = new TextDecoder();
  const read = lineReader();
  try {
    for (;;) {
      const { done, value } = await reader.read();
      yield* read(done ? decoder.decode() : decoder.decode(value, { stream: true }));
      if (done) return;
    }
  } finally {
    reader.cancel().catch(() => {}); // it may be broken already
  }
}

/** Return a function that takes text as it arrives and gives the events it completes. */
export function lineReader() {
  let rest = "";
  let name = "";
  let data = [];
  return function* read(text) {
    rest += text;
    // A carriage return at the very end may be half of a line break.
    const lines = rest.split(/\r\n|\n|\r(?!$)/);
    rest = lines.pop() ?? "";
    for (const line of lines) {
      if (line === "") {
        if (data.length) yield { name: name || "message", data: data.join("\n") };
        name = "";
        data = [];
      } else if (!line.startsWith(":")) {
        const colon = line.indexOf(":");
        const field = colon < 0 ? line : line.slice(0, colon);
        const value = colon < 0 ? "" : line.slice(colon + 1).replace(/^ /, "");
        if (field === "event") name = value;
        else if (field === "data") data.push(value);
      }
    }
  };
}
