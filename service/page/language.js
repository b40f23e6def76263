// The language of the page's own words: remembered, else the browser's.
import { english } from "./words-en.js";
import { simplified } from "./words-zh-hans.js";
import { traditional } from "./words-zh-hant.js";
import { recall, remember } from "./preference.js";

const WORDS = { "zh-Hans": simplified, "zh-Hant": traditional, en: english };
const listeners = new Set();
let chosen = "zh-Hans";

/** Return the language in use: zh-Hans, zh-Hant or en. */
export function language() {
  return chosen;
}

/**
 * Return a word or sentence of the page in the language in use.
 * @param {string} name
 * @param {Record<string, string | number>} given what stands in the places `{name}`
 */
export function word(name, given = {}) {
  const found = WORDS[chosen][name] ?? english[name] ?? name;
  return found.replace(/\{(\w+)\}/g, (_, place) => String(given[place] ?? ""));
}

/** Return the word for a value of the service, or the value itself where there is none. */
export function wordOf(family, value) {
  return WORDS[chosen][`${family}.${value}`] ?? english[`${family}.${value}`] ?? String(value);
}

/** Call a function now and whenever another language is chosen. */
export function onLanguage(render) {
  listeners.add(render);
}

/** Choose a language, remember it and say everything anew. */
export function choose(name) {
  chosen = name in WORDS ? name : "zh-Hans";
  remember("language", chosen);
  apply();
}

/** Take up the remembered language, or the browser's. */
export function installLanguage() {
  const remembered = recall("language");
  chosen = remembered in WORDS ? remembered : preferred(navigator.languages ?? []);
  const group = document.getElementById("languages");
  group.addEventListener("click", (event) => {
    const button = event.target.closest("[data-language]");
    if (button) choose(button.dataset.language);
  });
  apply();
}

/**
 * Return the first of a browser's languages that the page speaks.
 * @param {readonly string[]} wanted language tags, the most wanted first
 */
export function preferred(wanted) {
  for (const tag of wanted.map((one) => one.toLowerCase())) {
    if (/^zh\b.*\b(?:hant|tw|hk|mo)\b/.test(tag)) return "zh-Hant";
    if (/^zh\b/.test(tag)) return "zh-Hans";
    if (/^en\b/.test(tag)) return "en";
  }
  return "en";
}

function apply() {
  document.documentElement.lang = chosen;
  document.title = word("pageTitle");
  for (const node of document.querySelectorAll("[data-word]"))
    node.textContent = word(node.dataset.word);
  for (const node of document.querySelectorAll("[data-label]")) {
    node.setAttribute("aria-label", word(node.dataset.label));
    if (node.matches("button")) node.title = word(node.dataset.label);
  }
  for (const node of document.querySelectorAll("[data-hint]"))
    node.setAttribute("placeholder", word(node.dataset.hint));
  for (const node of document.querySelectorAll("[data-language]"))
    node.setAttribute("aria-pressed", String(node.dataset.language === chosen));
  for (const render of listeners) render();
}
