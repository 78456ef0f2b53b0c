// The API as the page uses it. Every answer that is not what was asked for becomes a Refused with the server's words.
export class Refused extends Error {
  constructor(status, body) {
    super(body.detail ? `${body.title}: ${body.detail}` : body.title || `The server answered ${status}.`);
    Object.assign(this, { status, body, faults: (body.faults || []).map(inWords) });
  }
}

/** Whose something new is: asked of systems in the address, of people by the key that they sign in with. */
function inWords(fault) {
  if (fault.where !== "query.owner") return fault;
  const known = /organisations: (.*)/.exec(fault.expected);
  return { ...fault, where: "whose day it is", expected: "an administrator's key belongs to no organisation: sign in with a scheduler's key of the organisation whose day this is" + (known ? ` (${known[1]})` : "") };
}

async function asked(path, options = {}) {
  const headers = { "X-Onevisit-Page": "1", Accept: "application/json", ...options.headers };
  let answer;
  try {
    answer = await fetch(path, { credentials: "same-origin", ...options, headers });
  } catch (error) {
    if (error.name === "AbortError") throw error;
    throw new Refused(0, { title: "The server does not answer", detail: "check the connection and try again" });
  }
  if (answer.status === 401) location.assign(`/ui/sign-in?next=${encodeURIComponent(location.pathname)}&ended=true`);
  const text = await answer.text();
  let body = {};
  try { body = text ? JSON.parse(text) : {}; } catch { body = { title: `The server answered ${answer.status}.` }; }
  if (!answer.ok) throw new Refused(answer.status, body);
  return { body, headers: answer.headers, status: answer.status };
}

// An id as a part of an address, as render.py's segment() has it: browsers take "." and ".." away even encoded.
export const segment = id => (/^(~|\.\.?$)/.test(id) ? "~" : "") + encodeURIComponent(id);
export const get = (path, signal) => asked(path, { signal });
export const send = (method, path, value, headers = {}, signal = undefined) => asked(path, {
  method, signal, headers: { "Content-Type": "application/json", ...headers }, body: value === undefined ? undefined : JSON.stringify(value),
});
export const upload = (path, file, kind) => asked(path, { method: "POST", body: file, headers: { "Content-Type": kind } });

// A roster's story, from its first line; the browser itself resumes after a break. stop() ends it.
export function follow(roster, told) {
  const source = new EventSource(`/v1/rosters/${roster}/events`);
  const heard = kind => event => told(kind, JSON.parse(event.data));
  for (const kind of ["progress", "state", "changed"]) source.addEventListener(kind, heard(kind));
  return { stop: () => source.close() };
}
