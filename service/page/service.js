// Requests to the service that this page came from; there are none to anywhere else.
import { askForKey, currentKey, keyHeader } from "./key.js";
import { label } from "./text.js";
import { word } from "./language.js";

const MOST_LISTED = 1000; // documents of one page of the list, at most
const BASE = new URL("../v1/", import.meta.url);

/** What went wrong, in words fit to show. */
export class ServiceError extends Error {
  /**
   * @param {string} kind the service's `type`, or `offline`, `interrupted`, `unauthorized`
   * @param {string} message
   */
  constructor(kind, message) {
    super(message);
    this.kind = kind;
  }
}

/** Return the address of a route, with parameters. */
export function address(path, parameters = []) {
  const url = new URL(path, BASE);
  for (const [name, value] of parameters) url.searchParams.append(name, value);
  return url;
}

/**
 * Send a request; when the server wants a key, ask for one and send it again.
 * @param {URL} url
 * @param {RequestInit} options
 * @returns {Promise<Response>} a successful one
 */
export async function request(url, options = {}) {
  for (;;) {
    const key = currentKey();
    const headers = { ...options.headers, ...keyHeader() };
    const response = await sent(url, { ...options, headers, redirect: "error" });
    if (response.ok) return response;
    if (response.status !== 401) throw await problem(response);
    if (!(await askForKey(key))) throw new ServiceError("unauthorized", word("unauthorized"));
  }
}

async function sent(url, options) {
  try {
    return await fetch(url, options);
  } catch (error) {
    if (error.name === "AbortError") throw error;
    throw new ServiceError("offline", word("offline"));
  }
}

async function problem(response) {
  let told = null;
  try {
    told = (await response.json()).error;
  } catch {
    // a proxy may have answered with a page of its own
  }
  const retry = response.headers.get("Retry-After");
  return described(response.status, told, retry);
}

/** Return an answer of the service that says no, as an error in the reader's language. */
export function described(status, told, retry) {
  const kind = told?.type ?? `http_${status}`;
  const waits = status === 429 || (status === 503 && retry);
  if (waits) return new ServiceError(kind, word("busy", { seconds: Number(retry) || 2 }));
  if (status === 403) return new ServiceError(kind, word("forbidden"));
  const said = told?.message ? label(told.message, 600) : `HTTP ${status}`;
  return new ServiceError(kind, said);
}

/** Return the JSON of a request. */
export async function json(url, options) {
  return (await request(url, options)).json();
}

/**
 * Return a page of the list of documents, with the number on all pages.
 * @param {[string, string][]} conditions as parameters of the address
 * @param {number} offset
 * @param {number} limit
 */
export const listDocuments = (conditions, offset, limit) =>
  json(
    address("documents", [...conditions, ["offset", offset], ["limit", Math.min(limit, MOST_LISTED)]]),
  );

/** Return the outlets and how many documents there are. */
export const listSources = () => json(address("sources"));

/** Return one document with its original text. */
export const readDocument = (id) =>
  json(address(`documents/${id.split("/").map(encodeURIComponent).join("/")}`));

/** Remove one document. */
export const removeDocument = (id) =>
  json(address("documents", [["id", id]]), { method: "DELETE" });
