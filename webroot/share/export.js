/** What the chart shows, for other programs. Pure. */
import { COMPARED } from '../view/options.js';
import { completeOf, stepId, tidy } from '../data/series.js';
import { shownOf } from '../view/view.js';

const iso = (time) => new Date(time).toISOString();

function bucketOf([start, count, sum, min, max], end) {
  const [total, least, greatest, mean] = [sum, min, max, sum / count].map(tidy);
  return { time: iso(start), count, sum: total, min: least, max: greatest, mean, complete: start < end };
}

/**
 * JSON of the buckets of the series that are shown: times as RFC 3339 in UTC; `complete` is false for
 * buckets that may still get events.
 *
 * @param win from, to and step of the chart; complete: end of the last complete bucket by the clock
 * @param compared the store of the compared range, or null
 */
export function toJson(store, view, win, compared) {
  const series = {};
  for (const name of shownOf(view)) {
    const end = completeOf(store, name, win.complete);
    series[name] = store.between(name, win.from, win.to).map((bucket) => bucketOf(bucket, end));
  }
  const shown = { measure: view.measure, from: iso(win.from), to: iso(win.to), step: stepId(win.step), series };
  return JSON.stringify(compared === null ? shown : { ...shown, compared: comparedOf(compared, view, win) }, null, 1) + '\n';
}

function comparedOf(store, view, win) {
  const shift = COMPARED[view.compare];
  const series = {};
  for (const name of shownOf(view)) {
    series[name] = store.between(name, win.from - shift, win.to - shift).map((bucket) => bucketOf(bucket, Infinity));
  }
  return { before: view.compare, series };
}

/** The name of a file with the measure and the start of the range: streamproc-mean-20260131T170509Z.csv. */
export function fileName(view, win, suffix) {
  const start = iso(win.from).replace(/\.\d+/, '').replace(/[-:]/g, '');
  return `streamproc-${view.measure}-${start}.${suffix}`;
}
