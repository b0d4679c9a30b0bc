/**
 * The server's time of day, as far as this machine can know it: its own clock may be off. Each
 * snapshot says when the server made it (asOf), and that lies between request and answer; the
 * sample with the shortest round trip is off by at most half of it.
 */
export class ServerClock {
  #samples = [];

  constructor(now = Date.now) {
    this.now = now;
  }

  sample(requested, answered, asOf) {
    this.#samples.push({ trip: answered - requested, offset: asOf - (requested + answered) / 2 });
    if (this.#samples.length > 8) this.#samples.shift();
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

/**
 * How long events take to the screen. When a second shows up that is newer than all before, its
 * first event is at most as old as the second's start: that age at the moment of painting is a
 * sample, an upper bound. Seconds far in the past are a replay, not a delay, and don't count.
 */
export class PaintTimes {
  static REPLAY = 3_600_000;
  #newest = -Infinity;
  #waiting = null;
  #ages = [];

  /** A bucket of one second that starts at `start` has arrived. */
  arrived(start) {
    if (start > this.#newest) {
      this.#newest = start;
      this.#waiting = start;
    }
  }

  /** What has arrived is on the screen now. */
  painted(time) {
    if (this.#waiting === null) return;
    const age = time - this.#waiting;
    this.#waiting = null;
    if (age < 0 || age > PaintTimes.REPLAY) return;
    this.#ages.push(age);
    if (this.#ages.length > 300) this.#ages.shift();
  }

  /** Passes over what arrived while nothing was drawn: that wait was the user's choice. */
  skip() {
    this.#waiting = null;
  }

  /** Start of the newest second with an event, or null. */
  newest() {
    return this.#newest === -Infinity ? null : this.#newest;
  }

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

  constructor(names, now = Date.now) {
    this.now = now;
    this.#heard = new Map(names.map((name) => [name, now()]));
  }

  heard(name) {
    this.#heard.set(name, this.now());
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
