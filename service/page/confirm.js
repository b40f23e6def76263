// A question with two answers, asked before something is lost.
import { word } from "./language.js";

/**
 * Ask for a confirmation.
 * @param {{title: string, text: string, act: string}} said `act` stands on the button
 * @returns {Promise<boolean>}
 */
export function confirmed({ title, text, act }) {
  const dialog = document.getElementById("confirm-dialog");
  document.getElementById("confirm-title").textContent = title;
  document.getElementById("confirm-text").textContent = text;
  document.getElementById("confirm-act").textContent = act;
  document.getElementById("confirm-cancel").textContent = word("cancel");
  dialog.returnValue = "";
  dialog.showModal();
  document.getElementById("confirm-cancel").focus(); // the harmless one
  return new Promise((resolve) => {
    const closed = () => resolve(dialog.returnValue === "yes");
    dialog.addEventListener("close", closed, { once: true });
  });
}

/** Make the dialog's buttons work. */
export function installConfirmation() {
  const dialog = document.getElementById("confirm-dialog");
  document.getElementById("confirm-act").addEventListener("click", () => dialog.close("yes"));
  document.getElementById("confirm-cancel").addEventListener("click", () => dialog.close(""));
}
