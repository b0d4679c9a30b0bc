/** Polls the snapshot, GET api/series; the delay grows while it fails. */
import { steady } from './clock.js';
import { say } from '../words/words.js';

const FIRST_WAIT = 1_000;
const LONGEST_WAIT = 15_000;
const TIMEOUT = 20_000;

export class SnapshotError extends Error {
  constructor(text, { fatal = false, denied = false, retryAfter = 0 } = {}) {
    super(text);
    this.fatal = fatal; // a retry can't help
    this.denied = denied; // the server wants other credentials
    this.retryAfter = retryAfter; // milliseconds
  }
}

async function ask(query, signal) {
  let response;
  try {
    response = await fetch(`api/series?${new URLSearchParams(query)}`, { signal, cache: 'no-store' });
  } catch (e) {
    if (signal.aborted && signal.reason !== 'timeout') throw e;
    throw new SnapshotError(say('server-silent'));
  }
  const body = await response.json().catch(() => ({}));
  if (response.ok) return body;
  const denied = response.headers.has('WWW-Authenticate');
  throw new SnapshotError(body.detail ?? say('server-answered', { status: response.status }), {
    fatal: response.status === 400 || denied,
    denied,
    retryAfter: 1_000 * Number(response.headers.get('Retry-After') ?? 0),
  });
}

/** Fetches the answer to `query()` every `interval()` ms and reports data and problems. */
export class Snapshots {
  #controller = null;
  #timer = null;
  #failures = 0;
  #asked = 0;

  constructor({ query, interval, onData, onProblem }) {
    Object.assign(this, { query, interval, onData, onProblem });
  }

  /** Monotonic time of the last request. */
  get asked() {
    return this.#asked;
  }

  /** Sends a request at once; the answer to an earlier one is discarded. */
  async refresh() {
    this.#controller?.abort();
    clearTimeout(this.#timer);
    const controller = new AbortController();
    this.#controller = controller;
    const timeout = setTimeout(() => controller.abort('timeout'), TIMEOUT);
    this.#asked = steady();
    const requested = this.#asked;
    try {
      const data = await ask(this.query(), controller.signal);
      if (this.#controller !== controller) return;
      this.#failures = 0;
      // This machine's clock may have been set since the request, so its time is computed back.
      const answered = Date.now();
      this.onData(data, answered - (steady() - requested), answered);
      if (this.#controller === controller) this.#again(this.interval());
    } catch (e) {
      if (this.#controller !== controller) return;
      if (!(e instanceof SnapshotError)) console.error(e);
      this.#failed(e);
    } finally {
      clearTimeout(timeout);
    }
  }

  /** Sends no more requests until the next refresh; the answer to one that is under way is discarded. */
  stop() {
    this.#controller?.abort();
    this.#controller = null;
    clearTimeout(this.#timer);
  }

  #failed(e) {
    const doubled = FIRST_WAIT * 2 ** Math.min(this.#failures++, 5);
    const wait = Math.max(e.retryAfter ?? 0, Math.min(LONGEST_WAIT, doubled));
    this.onProblem({ text: e.message, fatal: Boolean(e.fatal), denied: Boolean(e.denied) });
    if (!e.fatal) this.#again(wait * (0.75 + Math.random() / 2)); // not all pages at once
  }

  #again(wait) {
    this.#timer = setTimeout(() => this.refresh(), wait);
  }
}
