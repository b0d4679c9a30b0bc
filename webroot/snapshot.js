/** The snapshot: GET api/series, again and again, with a wait that grows while it fails. */
import { steady } from './clock.js';

const FIRST_WAIT = 1_000;
const LONGEST_WAIT = 15_000;
const TIMEOUT = 20_000;

export class SnapshotError extends Error {
  constructor(text, { fatal = false, retryAfter = 0 } = {}) {
    super(text);
    this.fatal = fatal; // asking again can't help
    this.retryAfter = retryAfter; // milliseconds
  }
}

async function ask(query, signal) {
  let response;
  try {
    response = await fetch(`api/series?${new URLSearchParams(query)}`, { signal, cache: 'no-store' });
  } catch (e) {
    if (signal.aborted && signal.reason !== 'timeout') throw e;
    throw new SnapshotError('the server does not answer');
  }
  const body = await response.json().catch(() => ({}));
  if (response.ok) return body;
  throw new SnapshotError(body.detail ?? `the server answered ${response.status}`, {
    fatal: response.status === 400,
    retryAfter: 1_000 * Number(response.headers.get('Retry-After') ?? 0),
  });
}

/** Fetches what `query()` asks for, now and every `interval()` ms; hands on data and problems. */
export class Snapshots {
  #controller = null;
  #timer = null;
  #failures = 0;
  #asked = 0;

  constructor({ query, interval, onData, onProblem }) {
    Object.assign(this, { query, interval, onData, onProblem });
  }

  /** When it was asked last, in steady milliseconds. */
  get asked() {
    return this.#asked;
  }

  /** Asks at once; an answer that is still under way is thrown away. */
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
      // By this machine's clock as it is now, should it have been set in between.
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

  #failed(e) {
    const doubled = FIRST_WAIT * 2 ** Math.min(this.#failures++, 5);
    const wait = Math.max(e.retryAfter ?? 0, Math.min(LONGEST_WAIT, doubled));
    this.onProblem({ text: e.message, fatal: Boolean(e.fatal) });
    if (!e.fatal) this.#again(wait * (0.75 + Math.random() / 2)); // not all pages at once
  }

  #again(wait) {
    this.#timer = setTimeout(() => this.refresh(), wait);
  }
}
