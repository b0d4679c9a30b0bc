/** The least and the greatest amount of each bucket, drawn as a band around the mean. Pure. */
import { SERIES } from '../data/contract.js';
import { FILLING_FROM, completeOf } from '../data/series.js';

/** Whether a view shows bands. */
export const hasBand = (view) => view.measure === 'mean' && view.band !== 'off';

/**
 * For each shown series {name, lows, highs}, with null for a bucket without a band. Short buckets that
 * are incomplete have none, as they have no line.
 *
 * @param xs starts of the buckets
 * @param complete end of the last complete bucket by the clock
 */
export function bandsOf(store, xs, complete, shown) {
  return SERIES.filter((name) => shown.includes(name)).map((name) => {
    const end = store.step >= FILLING_FROM ? Infinity : completeOf(store, name, complete);
    const buckets = xs.map((t) => (t < end ? store.at(name, t) : undefined));
    return { name, lows: buckets.map((b) => b?.[3] ?? null), highs: buckets.map((b) => b?.[4] ?? null) };
  });
}
