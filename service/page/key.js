// The API key, asked for when the server wants one. It stays in this tab's session storage.
import { word } from "./language.js";

const PLACE = "wenju.key";
let asking = null;

/** Return the header that carries the key, if there is one. */
export function keyHeader() {
  const key = sessionStorage.getItem(PLACE);
  return key ? { Authorization: `Bearer ${key}` } : {};
}

/**
 * Ask for a key; several requests that are refused together ask once.
 * @param {string | null} refused the key that was just refused
 * @returns {Promise<boolean>} whether there is another key to try
 */
export function askForKey(refused) {
  const current = sessionStorage.getItem(PLACE);
  if (current && current !== refused) return Promise.resolve(true);
  asking ??= shown(refused !== null).finally(() => (asking = null));
  return asking;
}

/** Return the key in use, or null. */
export function currentKey() {
  return sessionStorage.getItem(PLACE);
}

function shown(wrong) {
  const dialog = document.getElementById("key-dialog");
  const field = document.getElementById("key-field");
  const problem = document.getElementById("key-problem");
  problem.textContent = wrong ? word("keyWrong") : "";
  field.value = "";
  dialog.returnValue = "";
  dialog.showModal();
  field.focus();
  return new Promise((resolve) => {
    const closed = () => {
      const key = field.value.trim();
      field.value = "";
      const given = dialog.returnValue === "given" && key !== "";
      if (given) sessionStorage.setItem(PLACE, key);
      resolve(given);
    };
    dialog.addEventListener("close", closed, { once: true });
  });
}

/** Make the dialog's buttons work. */
export function installKeyDialog() {
  const dialog = document.getElementById("key-dialog");
  document.getElementById("key-form").addEventListener("submit", (event) => {
    event.preventDefault();
    dialog.close("given");
  });
  document.getElementById("key-cancel").addEventListener("click", () => dialog.close(""));
}
