// Light, dark, or as the system has it.
import { onLanguage, word } from "./language.js";
import { recall, remember } from "./preference.js";

const ORDER = ["system", "light", "dark"];
const system = matchMedia("(prefers-color-scheme: dark)");
let theme = "system";

/** Take up the remembered theme and make the switch work. */
export function installTheme() {
  const remembered = recall("theme");
  theme = ORDER.includes(remembered) ? remembered : "system";
  system.addEventListener("change", apply);
  document.getElementById("theme").addEventListener("click", () => {
    theme = ORDER[(ORDER.indexOf(theme) + 1) % ORDER.length];
    remember("theme", theme);
    apply();
  });
  onLanguage(apply);
  apply();
}

function apply() {
  const dark = theme === "dark" || (theme === "system" && system.matches);
  document.documentElement.dataset.theme = dark ? "dark" : "light";
  const button = document.getElementById("theme");
  button.dataset.theme = theme;
  const said = word("themeIs", { theme: word(`theme.${theme}`) });
  button.setAttribute("aria-label", said);
  button.title = said;
  document.getElementById("theme-symbol").setAttribute("href", `#icon-${theme}`);
}
