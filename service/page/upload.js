// Files on their way into the library, with how far each has come.
import { announce } from "./announce.js";
import { element, icon, refill } from "./element.js";
import { askForKey, currentKey, keyHeader } from "./key.js";
import { language, onLanguage, word } from "./language.js";
import { address, described, json, ServiceError } from "./service.js";
import { label } from "./text.js";

const MOST_FILES = 500;
const PAUSE = 400; // milliseconds between two looks at a job
const ENDED = new Set(["done", "failed", "cancelled"]);

/** Takes files by button or by drag and drop and sends them one after another. */
export class Uploads {
  /** @param {() => void} changed called when the store may hold something new */
  constructor(changed) {
    this.changed = changed;
    this.items = [];
    this.running = false;
    this.place = document.getElementById("uploads");
    this.list = document.getElementById("upload-list");
    this.picker = document.getElementById("library-files");
    this.#install();
    onLanguage(() => this.render());
  }

  #install() {
    document
      .getElementById("library-add")
      .addEventListener("click", () => this.picker.click());
    this.picker.addEventListener("change", () => {
      this.add([...this.picker.files]);
      this.picker.value = "";
    });
    document.getElementById("uploads-clear").addEventListener("click", () => {
      this.items = this.items.filter((item) => !item.ended);
      this.render();
    });
    const overlay = document.getElementById("drop");
    const carriesFiles = (event) => event.dataTransfer?.types.includes("Files");
    window.addEventListener("dragover", (event) => {
      if (!carriesFiles(event)) return;
      event.preventDefault();
      event.dataTransfer.dropEffect = "copy";
      overlay.hidden = false;
    });
    window.addEventListener("dragleave", (event) => {
      if (event.relatedTarget === null) overlay.hidden = true;
    });
    window.addEventListener("drop", (event) => {
      if (!carriesFiles(event)) return;
      event.preventDefault();
      overlay.hidden = true;
      this.add([...event.dataTransfer.files]);
    });
  }

  /** Queue files; what is queued already goes first. */
  add(files) {
    if (files.length > MOST_FILES) announce(word("tooManyFiles", { count: MOST_FILES }));
    for (const file of files.slice(0, MOST_FILES))
      this.items.push({ file, name: file.name, step: "waiting", share: 0, told: null, ended: false });
    this.render();
    if (!this.running) this.#run();
  }

  async #run() {
    this.running = true;
    for (let item; (item = this.items.find((one) => one.step === "waiting")); ) {
      try {
        await this.#send(item);
      } catch (error) {
        item.told = error.kind === "cancelled" ? null : { failed: error.message };
      }
      item.ended = true;
      item.file = null;
      item.step = "ended";
      this.render();
      announce(`${label(item.name, 80)}: ${outcome(item.told)}`);
    }
    this.running = false;
    this.changed();
  }

  async #send(item) {
    item.step = "sending";
    this.render();
    for (;;) {
      const key = currentKey();
      const { status, body, retry } = await posted(item, () => this.render());
      if (status < 300) item.told = await this.#followed(body, item);
      else if (status !== 401) throw described(status, body?.error, retry);
      else if (await askForKey(key)) continue;
      else throw new ServiceError("unauthorized", word("unauthorized"));
      return;
    }
  }

  /** Wait for a job of the service and return what came of it; null where it was cancelled. */
  async #followed(job, item) {
    const path = `jobs/${encodeURIComponent(job.id)}`;
    const where = address(path);
    item.step = "reading";
    item.cancel = () =>
      json(address(`${path}/cancel`), { method: "POST" }).catch(() => {}); // it may be over
    for (let state = job; ; state = await json(where)) {
      item.share = state.total ? state.done / state.total : null;
      this.render();
      if (state.state === "failed") throw new ServiceError("failed", label(state.error?.message, 600));
      if (ENDED.has(state.state)) return state.result;
      await new Promise((resolve) => setTimeout(resolve, PAUSE));
    }
  }

  /** Show every file and how far it has come. */
  render() {
    this.place.hidden = this.items.length === 0;
    const rows = this.items.map((item) => (item.row ??= element("li")));
    for (const [at, item] of this.items.entries()) this.#fill(rows[at], item);
    if (rows.some((row, at) => this.list.children[at] !== row) || rows.length < this.list.childElementCount)
      refill(this.list, ...rows);
  }

  /** Show one file; what has not changed stays, so that a focused button keeps the focus. */
  #fill(row, item) {
    const { name, step, share, told, ended } = item;
    const shown = JSON.stringify([language(), step, share, told, ended]);
    if (item.shown === shown) return;
    item.shown = shown;
    const known = label(name, 120);
    const cancels = row.contains(document.activeElement);
    row.className = ended ? (told?.failed || told?.skipped?.length ? "failed" : "ended") : "under-way";
    const button = ended ? null : this.#canceller(item, known);
    refill(
      row,
      element("bdi", { class: "name" }, known),
      element("span", { class: "told" }, ended ? outcome(told) : word(step)),
      button,
      step === "sending" || step === "reading"
        ? element("progress", { max: "1", value: share, "aria-label": known })
        : null,
    );
    if (cancels) (button ?? document.getElementById("uploads-clear")).focus();
  }

  #canceller(item, known) {
    const button = element(
      "button",
      { type: "button", class: "cancel", "aria-label": `${word("cancel")}: ${known}` },
      icon("close"),
    );
    button.addEventListener("click", () => {
      if (item.step === "waiting") {
        item.step = "ended";
        item.ended = true;
        item.file = null;
        this.render();
      } else item.cancel?.();
    });
    return button;
  }
}

/** Return what became of a file, in words. */
function outcome(told) {
  if (told === null) return word("cancelled");
  if (told.failed) return word("notRead", { reason: told.failed });
  const skipped = (told.skipped ?? []).map((one) => word("notRead", { reason: label(one.reason) }));
  const counted = [
    told.added ? word("added", { count: told.added }) : null,
    told.replaced ? word("replaced", { count: told.replaced }) : null,
    !told.added && !told.replaced && told.unchanged ? word("unchanged") : null,
  ];
  return [...counted, ...skipped].filter(Boolean).join(" · ") || word("unchanged");
}

/** Send one file; only XMLHttpRequest tells how much of a body has gone out. */
function posted(item, onProgress) {
  const form = new FormData();
  form.append("files", item.file, item.name);
  return new Promise((resolve, reject) => {
    const call = new XMLHttpRequest();
    call.open("POST", address("jobs"));
    for (const [name, value] of Object.entries(keyHeader())) call.setRequestHeader(name, value);
    call.upload.addEventListener("progress", (event) => {
      if (!event.lengthComputable) return;
      item.share = event.total ? event.loaded / event.total : 1;
      onProgress();
    });
    call.addEventListener("load", () => {
      const retry = call.getResponseHeader("Retry-After");
      resolve({ status: call.status, body: parsed(call.responseText), retry });
    });
    call.addEventListener("error", () => reject(new ServiceError("offline", word("offline"))));
    call.addEventListener("abort", () => reject(new ServiceError("cancelled", word("cancelled"))));
    item.cancel = () => call.abort();
    call.send(form);
  });
}

function parsed(text) {
  try {
    return JSON.parse(text);
  } catch {
    return null; // an answer that is not the service's own
  }
}
