// Everything on the page is made here or stands in index.html: elements of our own,
// and text as text nodes. Nothing is ever parsed as HTML.

const FORBIDDEN = /^(?:on|style$|src|href$|action$|formaction$|id$|name$)/i;
const SVG = "http://www.w3.org/2000/svg";

/**
 * Make an element.
 * @param {string} tag
 * @param {Record<string, unknown>} attributes `class`, `lang`, `aria-*`, `data-*` and the like;
 *   a function under a name such as `click` listens to that event; null and false are left out
 * @param {...(Node | string | number | null | false | undefined)} children strings become text nodes
 * @returns {HTMLElement}
 */
export function element(tag, attributes = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (typeof value === "function") made.addEventListener(name, value);
    else if (FORBIDDEN.test(name)) throw new TypeError(`no ${name} here`);
    else if (value !== null && value !== undefined && value !== false)
      made.setAttribute(name, value === true ? "" : String(value));
  }
  fill(made, ...children);
  return made;
}

/** Append children; strings become text nodes, null and false are left out. */
export function fill(parent, ...children) {
  for (const child of children.flat(2)) {
    if (child === null || child === undefined || child === false) continue;
    parent.append(child instanceof Node ? child : document.createTextNode(String(child)));
  }
  return parent;
}

/** Put other children in place of all there are. */
export function refill(parent, ...children) {
  parent.replaceChildren();
  return fill(parent, ...children);
}

/** Return a drawing from index.html, for the eye only. */
export function icon(symbol) {
  const drawing = document.createElementNS(SVG, "svg");
  drawing.setAttribute("class", "icon");
  drawing.setAttribute("aria-hidden", "true");
  const use = document.createElementNS(SVG, "use");
  use.setAttribute("href", `#icon-${symbol}`); // a symbol of this page: names are ours
  drawing.append(use);
  return drawing;
}

/**
 * Return a web address as it may be followed, or null for any other kind.
 * @param {string | null | undefined} address
 */
export function webAddress(address) {
  if (!address) return null;
  try {
    const url = new URL(address);
    const usual = url.protocol === "http:" || url.protocol === "https:";
    return usual && !url.username && !url.password ? url : null;
  } catch {
    return null; // no address at all
  }
}

/** Return a link to an article's own site, opened by the reader only, or null. */
export function outsideLink(address, described) {
  const url = webAddress(address);
  if (url === null) return null;
  const link = element(
    "a",
    {
      class: "outside",
      target: "_blank",
      rel: "noopener noreferrer nofollow",
      referrerpolicy: "no-referrer",
      "aria-label": `${described} ${url.host}`,
    },
    url.host,
    icon("outside"),
  );
  link.href = url.href;
  return link;
}
