// Runs before the first paint, so that a remembered theme and language do not flash.
(() => {
  const remembered = (name) => {
    try {
      return localStorage.getItem(name);
    } catch {
      return null; // storage is switched off
    }
  };
  const root = document.documentElement;
  const dark = matchMedia("(prefers-color-scheme: dark)").matches;
  const theme = remembered("wenju.theme");
  root.dataset.theme = theme === "dark" || theme === "light" ? theme : dark ? "dark" : "light";
  const language = remembered("wenju.language");
  if (["zh-Hans", "zh-Hant", "en"].includes(language)) root.lang = language;
})();
