/** Requests to the server. Each fails with an Error whose message is for the viewer. */
import { say } from '../words/words.js';

/** A refusal for lack of a key with the right scope. */
export class Denied extends Error {}

/** @returns the JSON of the answer */
export async function request(path, options = {}) {
  const response = await fetch(path, { cache: 'no-store', ...options }).catch(() => {
    throw new Error(say('server-silent'));
  });
  const body = await response.json().catch(() => ({}));
  if (response.ok) return body;
  const text = body.detail ?? say('server-answered', { status: response.status });
  throw response.status === 401 || response.status === 403 ? new Denied(text) : new Error(text);
}

/** Posts JSON, as text or as an object. */
export function post(path, json, headers = {}) {
  const body = typeof json === 'string' ? json : JSON.stringify(json);
  return request(path, { method: 'POST', headers: { 'Content-Type': 'application/json', ...headers }, body });
}
