// Puts the page together.
import { announce } from "./announce.js";
import { ArticleView } from "./article.js";
import { ask } from "./asking.js";
import { confirmed, installConfirmation } from "./confirm.js";
import { installKeyDialog } from "./key.js";
import { installLanguage, onLanguage, word, wordOf } from "./language.js";
import { LibraryView } from "./library.js";
import { conversation, saveAs } from "./markdown.js";
import { Side } from "./side.js";
import { installTheme } from "./theme.js";
import { label } from "./text.js";
import { Thread } from "./thread.js";
import { Progress, TurnView } from "./turn.js";
import { Uploads } from "./upload.js";

const LINGER = 160; // milliseconds that a pointer rests on a mark before it opens

const thread = new Thread();
const views = new Map();
const side = new Side();
const article = new ArticleView(side);
const library = new LibraryView({
  open: (id, opener) => article.show({ id, citation: null, answer: null }, { opener, focus: true }),
  changed: () => article.forget(),
});
new Uploads(() => {
  article.forget();
  library.load();
});
const at = (id) => document.getElementById(id);
const field = at("question");
let inFlight = null;
let lingering = 0;

function open(what, opener, { press }) {
  clearTimeout(lingering);
  if (press) article.show(what, { opener, focus: true });
  else if (side.isWide) {
    const leaves = () => clearTimeout(lingering);
    opener.addEventListener("pointerleave", leaves, { once: true });
    lingering = setTimeout(() => article.show(what, { opener, focus: false }), LINGER);
  }
}

function shown(turn) {
  const view = new TurnView(turn, { open, again });
  views.set(turn, view);
  at("turns").append(view.node);
  arrange();
  return view;
}

function arrange() {
  const empty = thread.turns.length === 0;
  at("welcome").hidden = !empty;
  at("conversation").hidden = empty;
  for (const id of ["new-talk", "export-talk"]) at(id).disabled = empty;
}

async function begin(question) {
  const turn = thread.begin(question);
  const view = shown(turn);
  view.node.scrollIntoView({ block: "start" });
  await answered(turn, view);
}

async function again(turn) {
  if (inFlight) return;
  turn.problem = null;
  await answered(turn, views.get(turn));
}

async function answered(turn, view) {
  inFlight = new AbortController();
  busy(true);
  view.progress = new Progress();
  view.render();
  announce(word("searching"));
  const onEvent = (name, told) => {
    view.progress.heard(name, told);
    view.render();
  };
  try {
    const { signal } = inFlight;
    turn.answer = await ask(turn.question, thread.historyBefore(turn), { signal, onEvent });
    say(turn.answer);
  } catch (error) {
    turn.problem = error.name === "AbortError" ? word("stopped") : error.message;
    announce(turn.problem);
  }
  inFlight = null;
  busy(false);
  view.render();
  thread.keep();
  if (turn.answer) library.follow(turn.answer.index_generation);
}

function say(answer) {
  const status =
    answer.status === "refused"
      ? wordOf("refusal", answer.refusal_reason)
      : wordOf("status", answer.status);
  announce(
    word("answerSaid", {
      status,
      answer: label(answer.answer, 2000),
      count: answer.citations.length,
    }),
  );
}

function busy(is) {
  at("send").hidden = is;
  at("stop").hidden = !is;
}

function submit() {
  const question = field.value.trim();
  if (!question || inFlight) return;
  field.value = "";
  grow();
  field.focus();
  begin(question);
}

function grow() {
  field.rows = 1;
  const line = parseFloat(getComputedStyle(field).lineHeight);
  const padding = field.offsetHeight - line;
  field.rows = Math.max(1, Math.min(8, Math.round((field.scrollHeight - padding) / line)));
}

async function startAnew() {
  const sure = await confirmed({ title: word("newTitle"), text: word("newText"), act: word("newDo") });
  if (!sure) return;
  inFlight?.abort();
  thread.clear();
  views.clear();
  at("turns").replaceChildren();
  arrange();
  field.focus();
}

function exported() {
  const day = new Date().toLocaleDateString("sv"); // YYYY-MM-DD, by the reader's clock
  saveAs(`wenju-${day}.md`, conversation(thread.turns, day));
  announce(word("exported"));
}

function install() {
  installKeyDialog();
  installConfirmation();
  at("ask").addEventListener("submit", (event) => {
    event.preventDefault();
    submit();
  });
  field.addEventListener("keydown", (event) => {
    const composing = event.isComposing || event.keyCode === 229; // an input method's own Enter
    if (event.key === "Enter" && !event.shiftKey && !composing) {
      event.preventDefault();
      submit();
    }
  });
  field.addEventListener("input", grow);
  at("stop").addEventListener("click", () => {
    inFlight?.abort();
    field.focus();
  });
  at("new-talk").addEventListener("click", startAnew);
  at("export-talk").addEventListener("click", exported);
  at("library-open").addEventListener("click", (event) =>
    side.show("library", { opener: event.currentTarget, focus: true }),
  );
  at("library-close").addEventListener("click", () => side.close());
  onLanguage(() => {
    for (const view of views.values()) view.render();
  });
  installLanguage();
  installTheme();
}

install();
for (const turn of thread.turns) shown(turn);
arrange();
at("turns").lastElementChild?.scrollIntoView({ block: "start" });
library.load();
if (side.isWide) field.focus();
