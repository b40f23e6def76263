// Says to screen readers what happened, without moving the focus.

let waiting = 0;

/** Say something politely; the same words twice are said twice. */
export function announce(text) {
  const place = document.getElementById("said");
  place.textContent = "";
  clearTimeout(waiting);
  waiting = setTimeout(() => (place.textContent = text), 60);
}
