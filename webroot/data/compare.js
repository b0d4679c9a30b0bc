/** The same range a day or a week before, drawn dashed. Pure. */
import { MAX_BUCKETS, SERIES } from './contract.js';
import { COMPARED } from '../view/options.js';
import { MEASURES, stepId } from './series.js';

/** Buckets fetched beyond the window, so that a live window can move on between two answers. */
const AHEAD = 60;

/** How long before the compared range lies, in milliseconds, or null if the view compares nothing. */
export const shiftOf = (view) => COMPARED[view.compare] ?? null;

/** The query for the API. A shift is a whole number of buckets of every width. */
export function compareQuery({ from, to, step }, shift) {
  const ahead = Math.max(0, Math.min(AHEAD, MAX_BUCKETS - 1 - (to - from) / step)) * step;
  return { from: Math.max(0, from - shift), to: Math.max(step, to - shift + ahead), step: stepId(step) };
}

/** For each shown series {name, values}: the values at the times `xs` a shift earlier. */
export function comparedTo(store, xs, shift, measure, shown) {
  const of = MEASURES[measure].of;
  return SERIES.filter((name) => shown.includes(name)).map((name) => ({
    name,
    values: xs.map((t) => {
      const bucket = store.at(name, t - shift);
      return bucket ? of(bucket, store.step) : null;
    }),
  }));
}
