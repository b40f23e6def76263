// Offsets of the service count Unicode code points; JavaScript strings count UTF-16 units.

/**
 * Return the UTF-16 indices of code point offsets.
 * @param {string} text
 * @param {number[]} offsets in any order; one beyond the end gives the end
 * @returns {number[]} in the order of `offsets`
 */
export function unitIndices(text, offsets) {
  const order = offsets.map((offset, place) => ({ offset, place }));
  order.sort((one, other) => one.offset - other.offset);
  const found = new Array(offsets.length);
  let unit = 0;
  let point = 0;
  for (const { offset, place } of order) {
    while (point < offset && unit < text.length) {
      unit += text.codePointAt(unit) > 0xffff ? 2 : 1;
      point += 1;
    }
    found[place] = unit;
  }
  return found;
}

/** Return `text[start:end]` as Python counts. */
export function slice(text, start, end) {
  const [from, to] = unitIndices(text, [start, end]);
  return text.slice(from, to);
}

/** Return how many code points a text has. */
export function length(text) {
  let points = 0;
  for (const _ of text) points += 1;
  return points;
}

/** Return three parts: before, within and after a range of code points. */
export function parts(text, start, end) {
  const [from, to] = unitIndices(text, [start, end]);
  return [text.slice(0, from), text.slice(from, to), text.slice(to)];
}

const UNSEEN = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/gu;

/**
 * Return a title or a name on one line, without the characters that could turn it around.
 * An article's own text is never changed; it is isolated by the style sheet instead.
 */
export function label(text, most = 300) {
  const line = String(text ?? "").replace(UNSEEN, " ").replace(/\s+/g, " ").trim();
  const points = [...line.slice(0, 4 * most)];
  return points.length > most ? `${points.slice(0, most).join("")}…` : line;
}

const TRADITIONAL = /[國個們這時會說學對為與發經過產業開關來還點務電話華區資縣億萬東車長門書見風應實際標準進動員]/g;
const SIMPLIFIED = /[国个们这时会说学对为与发经过产业开关来还点务电话华区资县亿万东车长门书见风应实际标准进动员]/g;

/**
 * Return the language to set a text in: glyphs of 直, 骨 or 門 differ by it.
 * @returns {"zh-Hans" | "zh-Hant" | "en"}
 */
export function languageOf(text, otherwise = "zh-Hans") {
  const sample = text.slice(0, 4000);
  if (!/\p{Script=Han}/u.test(sample)) return "en";
  const traditional = (sample.match(TRADITIONAL) ?? []).length;
  const simplified = (sample.match(SIMPLIFIED) ?? []).length;
  if (traditional === simplified) return otherwise === "zh-Hant" ? "zh-Hant" : "zh-Hans";
  return traditional > simplified ? "zh-Hant" : "zh-Hans";
}
