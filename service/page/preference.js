// What is remembered of a reader's choices, and nothing else.

/** Return a remembered choice, or null. */
export function recall(name) {
  try {
    return localStorage.getItem(`wenju.${name}`);
  } catch {
    return null; // storage is switched off
  }
}

/** Remember a choice where the browser lets us. */
export function remember(name, value) {
  try {
    localStorage.setItem(`wenju.${name}`, value);
  } catch {
    // the choice holds until the page is closed
  }
}
