/**
 * When events of each series last came, and of what time they were. Pure. Whether a pipeline stands
 * still shows in when events arrive: their own times may lie ahead, or far back in a replay. Arrivals
 * are told by the steady time of this machine, so they stay right when its clock is set.
 */
import { SERIES } from './contract.js';

/** Milliseconds that an event may be ahead of the server's clock without a word about it. */
export const AHEAD_FROM = 2_000;

/** Seconds of each series whose counts are remembered; what comes live is ten minutes. */
const REMEMBERED = 1_200;

export class Arrivals {
  #series = new Map(SERIES.map((name) => [name, { at: null, counts: new Map() }]));
  #since;

  /** @param since the server's time from which on updates are heard */
  constructor(since) {
    this.#since = since;
  }

  /** After a gap, or when the server's time turns out to be another: counts begin anew. */
  listen(since) {
    this.#since = since;
    for (const one of this.#series.values()) one.counts.clear();
  }

  /** After a sleep, during which the steady time may have stood still: the next snapshot tells. */
  forget() {
    for (const one of this.#series.values()) one.at = null;
  }

  /**
   * Takes the buckets of one second that a live update brought.
   *
   * @param now the server's time
   * @param steady this machine's
   * @returns pairs of a second's start and how many events it has got since this began to listen
   */
  live(name, buckets, now, steady) {
    const one = this.#series.get(name);
    const grown = [];
    for (const [start, count] of buckets) {
      const known = one.counts.get(start) ?? (start >= this.#since ? 0 : null);
      if (known === null) this.#atLeast(one, steady - Math.max(0, now - start - 1_000)); // a sweep may repeat old news
      else if (count > known) {
        this.#atLeast(one, steady);
        grown.push([start, count - known]);
      }
      if (known === null || count > known) one.counts.set(start, count);
    }
    for (const start of one.counts.keys()) {
      if (one.counts.size <= REMEMBERED) break;
      one.counts.delete(start);
    }
    return grown;
  }

  /**
   * Takes what a snapshot showed.
   *
   * @param grown start of the newest bucket with more events than before, or null
   * @param newest start of the newest bucket, or null; both not ahead of `asOf`
   * @param step width of the buckets
   * @param asOf the server's time of it
   * @param steady this machine's
   */
  snapshot(name, { grown, newest }, step, asOf, steady) {
    const one = this.#series.get(name);
    // Of the first that is seen the best is believed, until live updates say otherwise.
    if (one.at === null) {
      if (newest !== null) one.at = steady - Math.max(0, asOf - newest - step);
    } else if (grown !== null) {
      this.#atLeast(one, steady - (asOf - grown));
    }
  }

  /** Milliseconds since events of a series last came, or null. */
  age(name, steady) {
    const { at } = this.#series.get(name);
    return at === null ? null : Math.max(0, steady - at);
  }

  /** Start of the newest second that came live and began by `time`, or null. */
  newest(name, time) {
    let newest = null;
    for (const start of this.#series.get(name).counts.keys()) {
      if (start <= time && (newest === null || start > newest)) newest = start;
    }
    return newest;
  }

  #atLeast(one, time) {
    if (one.at === null || time > one.at) one.at = time;
  }
}
