/**
 * Records when events of each series last arrived, and their event times. Pure. A pipeline that stands still
 * is recognized by arrival times, because event times can be ahead, or far back in a replay. Arrival
 * times are read from this machine's monotonic clock, so they stay right when its clock is set.
 */
import { SERIES } from './contract.js';

/** The page mentions events that are further ahead of the server's clock than this (milliseconds). */
export const AHEAD_FROM = 2_000;

/** Seconds per series whose counts are remembered; live updates cover ten minutes. */
const REMEMBERED = 1_200;

export class Arrivals {
  #series = new Map(SERIES.map((name) => [name, { at: null, counts: new Map() }]));
  #since;

  /** @param since the server's time at which live updates began */
  constructor(since) {
    this.#since = since;
  }

  /** Resets the counts, after a gap or a change of the server's time. */
  listen(since) {
    this.#since = since;
    for (const one of this.#series.values()) one.counts.clear();
  }

  /** Drops the arrival times after a sleep, which the monotonic clock may not count. */
  forget() {
    for (const one of this.#series.values()) one.at = null;
  }

  /**
   * Adds the one-second buckets of a live update.
   *
   * @param now the server's time
   * @param steady this machine's monotonic time
   * @returns pairs of a second's start and the number of its new events
   */
  live(name, buckets, now, steady) {
    const one = this.#series.get(name);
    const grown = [];
    for (const [start, count] of buckets) {
      const known = one.counts.get(start) ?? (start >= this.#since ? 0 : null);
      if (known === null) this.#atLeast(one, steady - Math.max(0, now - start - 1_000)); // a sweep may repeat old buckets
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
   * Adds the result of a snapshot.
   *
   * @param grown start of the newest bucket with more events than before, or null
   * @param newest start of the newest bucket, or null; both not ahead of `asOf`
   * @param step width of the buckets
   * @param asOf the server's time of the snapshot
   * @param steady this machine's monotonic time
   */
  snapshot(name, { grown, newest }, step, asOf, steady) {
    const one = this.#series.get(name);
    // For the first snapshot the event time is the best estimate, until live updates arrive.
    if (one.at === null) {
      if (newest !== null) one.at = steady - Math.max(0, asOf - newest - step);
    } else if (grown !== null) {
      this.#atLeast(one, steady - (asOf - grown));
    }
  }

  /** Milliseconds since events of a series last arrived, or null. */
  age(name, steady) {
    const { at } = this.#series.get(name);
    return at === null ? null : Math.max(0, steady - at);
  }

  /** Start of the newest second of the live updates that began by `time`, or null. */
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
