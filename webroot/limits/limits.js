/** Limits on measures of a series, and whether its newest complete bucket is beyond them. Pure. */
import { SERIES } from '../data/contract.js';
import { MEASURES, completeOf } from '../data/series.js';
import { amount } from '../words/text.js';
import { say } from '../words/words.js';

const FORM = /^([a-z]+)\.([a-z]+)\.(above|below)\.(-?\d+(?:\.\d+)?(?:e[+-]?\d+)?)$/;

/** A bucket without events has these values; other measures have none. */
const EMPTY = { count: 0, rate: 0 };

/** A limit as the address bar has it, high.count.above.50, as {series, measure, side, value}; or null. */
export function limitOf(text) {
  const [, series, measure, side, value] = FORM.exec(text) ?? [];
  if (!SERIES.includes(series) || !Object.hasOwn(MEASURES, measure)) return null;
  return { series, measure, side, value: Number(value) };
}

export const textOf = ({ series, measure, side, value }) => [series, measure, side, value].join('.');

/** Limits of an address, without those that nobody understands, each once. */
export function limitsOf(text) {
  const limits = new Map(text.split(',').map(limitOf).filter(Boolean).map((limit) => [textOf(limit), limit]));
  return limits.size ? [...limits.values()] : undefined;
}

export const writeLimits = (limits) => limits.map(textOf).join(',');

/** A limit in words: high count above 50. */
export const wordsOf = ({ series, measure, side, value }) =>
  say(`limit-${side}`, { series, measure: say(`${measure}-within`), value: amount(value) });

/**
 * The value of the newest complete bucket, or null if there is none or it is not known.
 *
 * @param complete end of the last complete bucket by the clock
 */
function newest(store, { series, measure }, complete) {
  const start = completeOf(store, series, complete) - store.step;
  if (!Number.isFinite(start)) return null;
  const bucket = store.at(series, start);
  return { start, value: bucket ? MEASURES[measure].of(bucket, store.step) : (EMPTY[measure] ?? null) };
}

const isBeyond = ({ side, value: limit }, value) => (side === 'above' ? value > limit : value < limit);

/** A crossing ends after so many buckets within the limit, so that a value around it does not flicker. */
const CALM = 5;

/** Which limits are crossed, and since when. */
export class Crossings {
  #crossed = new Map(); // text of the limit: {limit, since, last, value}

  /** Limits that are crossed, as {limit, since, last, value}: starts of the first and the last bucket beyond it. */
  get list() {
    return [...this.#crossed.values()];
  }

  /**
   * Looks at the newest complete buckets. A bucket without a value changes nothing.
   *
   * @returns limits that have been crossed since the last call, and those that are kept again
   */
  look(store, limits, complete) {
    const [begun, ended] = [[], []];
    for (const limit of limits) {
      const found = newest(store, limit, complete);
      if (found === null || found.value === null) continue;
      const key = textOf(limit);
      const before = this.#crossed.get(key);
      if (isBeyond(limit, found.value)) {
        const crossing = { limit, since: before?.since ?? found.start, last: found.start, value: found.value };
        this.#crossed.set(key, crossing);
        if (!before) begun.push(crossing);
      } else if (before && found.start - before.last >= CALM * store.step) {
        this.#crossed.delete(key);
        ended.push(before);
      }
    }
    this.#forget(limits);
    return { begun, ended };
  }

  /** Forgets limits that were removed. */
  #forget(limits) {
    const known = new Set(limits.map(textOf));
    for (const key of this.#crossed.keys()) {
      if (!known.has(key)) this.#crossed.delete(key);
    }
  }

  /** Forgets all, after a change of the range. */
  clear() {
    this.#crossed.clear();
  }
}
