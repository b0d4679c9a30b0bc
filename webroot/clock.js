/** This machine's time since some start, in milliseconds; it does not follow a clock that is set. */
export const steady = () => performance.now();

/**
 * The server's time of day, as far as this machine can know it: its own clock may be off, and may
 * be set while the page is open. Each snapshot says when the server made it (asOf), and that lies
 * between request and answer, so a sample is off by at most half of its round trip. Two samples
 * that can't both be right mean that a clock was set between them: then only the newer counts. Of
 * those that agree the one with the shortest round trip is used.
 */
export class ServerClock {
  /** Milliseconds by which samples of undisturbed clocks may differ besides their round trips. */
  static SLACK = 50;

  /** What clocks drift apart, milliseconds for each millisecond. */
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

/** Notices that this machine's clock was set, or that the machine has slept. */
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

/**
 * How long events take to the screen. Of an event that was counted only its second is known, so its
 * age at the moment of painting, counted from the start of that second, is an upper bound. Each
 * event counts. Seconds far in the past are a replay, not a delay, and don't count; nor do events
 * from before somebody looked.
 */
export class PaintTimes {
  static REPLAY = 3_600_000;
  static MOST = 300;
  #waiting = [];
  #ages = [];

  /** So many events of the second that starts at `start` have arrived. */
  arrived(start, events) {
    this.#waiting.push([start, events]);
    if (this.#waiting.length > PaintTimes.MOST) this.#waiting.shift();
  }

  /** What has arrived is on the screen now. */
  painted(time) {
    for (const [start, events] of this.#waiting) {
      const age = time - start;
      if (age >= 0 && age <= PaintTimes.REPLAY) this.#ages.push([age, events]);
    }
    this.#waiting = [];
    this.#ages = this.#ages.slice(-PaintTimes.MOST);
  }

  /** Passes over what arrived while nothing was drawn: that wait was the user's choice. */
  skip() {
    this.#waiting = [];
  }

  /** Pairs of an age and how many events have it at most. */
  ages() {
    return this.#ages;
  }
}

/**
 * Notices when no live update of a series has come for a while: there are no events, or nobody who
 * publishes them. Only a snapshot can tell.
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

  /** Whether some series is quiet, and at `time` was not yet. */
  begunSince(time) {
    return [...this.#heard.values()].some((heard) => this.#quiet(heard) && time - heard <= Silence.QUIET);
  }

  #quiet(time) {
    return this.now() - time > Silence.QUIET;
  }
}
