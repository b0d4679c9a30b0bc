/** Monotonic time in milliseconds; it does not change when this machine's clock is set. */
export const steady = () => performance.now();

/**
 * Estimates the server's time; this machine's clock may be wrong, and may be set while the page is
 * open. Each snapshot has the server's time (asOf), which lies between request and answer, so the
 * error of a sample is at most half of its round trip. If two samples contradict each other, a clock
 * was set between them and only the newer one counts. Among samples that agree, the one with the
 * shortest round trip is used, as in NTP's clock filter (RFC 5905, section 10).
 */
export class ServerClock {
  /** Tolerated difference of samples, in addition to their round trips (milliseconds). */
  static SLACK = 50;

  /** Clock drift, milliseconds per millisecond. */
  static DRIFT = 1e-4;

  #samples = [];

  constructor(now = () => Date.now()) {
    this.now = now;
  }

  sample(requested, answered, asOf) {
    const one = { at: answered, trip: answered - requested, offset: asOf - (requested + answered) / 2 };
    this.#samples = [...this.#samples.filter((other) => agree(one, other)), one].slice(-8);
  }

  /** Milliseconds to add to this machine's time. */
  offset() {
    const best = this.#samples.reduce((a, b) => (a && a.trip <= b.trip ? a : b), null);
    return best ? best.offset : 0;
  }

  time() {
    return this.now() + this.offset();
  }
}

function agree(a, b) {
  const drift = Math.abs(a.at - b.at) * ServerClock.DRIFT;
  return Math.abs(a.offset - b.offset) <= (a.trip + b.trip) / 2 + ServerClock.SLACK + drift;
}

/** Detects that this machine's clock was set or that the machine has slept. */
export class ClockJumps {
  static LEAST = 1_000;
  #ahead;

  constructor(now = () => Date.now(), since = steady) {
    this.now = now;
    this.since = since;
    this.#ahead = now() - since();
  }

  /** Whether it happened since the last call. */
  happened() {
    const ahead = this.now() - this.since();
    const jumped = Math.abs(ahead - this.#ahead) >= ClockJumps.LEAST;
    this.#ahead = ahead; // a clock that is slewed does not jump
    return jumped;
  }
}

/** Keeps a time that is computed again and again from a clock that is adjusted by milliseconds. */
export class SteadyTimes {
  static LEAST = 1_000;
  #times = new Map();

  /** The time kept for a key, unless the new one differs by more than a second. */
  of(key, time) {
    const kept = this.#times.get(key);
    if (kept !== undefined && Math.abs(time - kept) <= SteadyTimes.LEAST) return kept;
    this.#times.set(key, time);
    return time;
  }
}

/**
 * The delay from an event to the screen. Only the second of an event is known, so its age when it is
 * painted, measured from the start of that second, is an upper bound. Seconds far in the past belong
 * to a replay and are ignored, as are events that arrived while nothing was drawn.
 */
export class PaintTimes {
  static REPLAY = 3_600_000;
  static MOST = 300;
  #waiting = [];
  #ages = [];

  /** Events of the second that starts at `start` have arrived. */
  arrived(start, events) {
    this.#waiting.push([start, events]);
    if (this.#waiting.length > PaintTimes.MOST) this.#waiting.shift();
  }

  /** Must be called when everything that has arrived is on the screen. */
  painted(time) {
    for (const [start, events] of this.#waiting) {
      const age = time - start;
      if (age >= 0 && age <= PaintTimes.REPLAY) this.#ages.push([age, events]);
    }
    this.#waiting = [];
    this.#ages = this.#ages.slice(-PaintTimes.MOST);
  }

  /** Ignores events that arrived while nothing was drawn, because the user paused or hid the page. */
  skip() {
    this.#waiting = [];
  }

  /** Pairs of an age and the number of events with at most that age. */
  ages() {
    return this.#ages;
  }
}

/**
 * Detects that no live update of a series has arrived for a while: there are no events, or there is no
 * publisher. Only a snapshot can distinguish these.
 */
export class Silence {
  static QUIET = 4_000;
  #heard;

  constructor(names, now = steady) {
    this.now = now;
    this.#heard = new Map(names.map((name) => [name, now()]));
  }

  heard(name) {
    this.#heard.set(name, this.now());
  }

  /** Whether one series is quiet. */
  quiet(name) {
    return this.#quiet(this.#heard.get(name));
  }

  /** Whether some series is quiet. */
  some() {
    return [...this.#heard.values()].some((time) => this.#quiet(time));
  }

  /** Whether every series is quiet. */
  all() {
    return [...this.#heard.values()].every((time) => this.#quiet(time));
  }

  /** Whether some series is quiet now and was not at `time`. */
  begunSince(time) {
    return [...this.#heard.values()].some((heard) => this.#quiet(heard) && time - heard <= Silence.QUIET);
  }

  #quiet(time) {
    return this.now() - time > Silence.QUIET;
  }
}
