/** Texts and figures around the chart: status, tiles, legend, table. */
import { SERIES } from './contract.js';
import { MEASURES, total, quantile } from './series.js';
import { age, amount, bucketWords, stamp } from './text.js';
import { shownOf, zoneOf } from './view.js';

const $ = (id) => document.getElementById(id);
const whole = new Intl.NumberFormat('en');
const ROWS = 10;

/** A bucket is announced after this time without another key press (milliseconds). */
const QUIET = 400;

/** Measure and bucket width as the chart's title. */
export function showTitle(measure, step) {
  put('chart-title', `${MEASURES[measure].words} ${bucketWords(step)}`);
}

export function showEmpty(empty, words) {
  $('empty').hidden = !empty;
  put('empty', empty ? `No events in ${words}` : '');
}

/** Changes a text only if it differs, so that screen readers don't repeat it. */
function put(id, text) {
  const element = $(id);
  if (element.textContent !== text) element.textContent = text;
}

export function showStatus({ kind, text }) {
  $('status').dataset.kind = kind;
  put('status-text', text);
}

/** Texts for a series without data. */
const UNKNOWN = { away: 'unknown: its store does not answer', unknown: 'not known yet' };

/**
 * @param to end of the totals, after the chart's end, so that the newest events count at once
 * @param series name, state and age of each
 */
export function showTotals(store, win, to, words, series) {
  const parts = series.map((one) => {
    const { name } = one;
    const all = total(store.between(name, win.from, to));
    const unknown = UNKNOWN[one.state];
    put(`tile-${name}`, all ? whole.format(all.count) : '–');
    const known = all ? `in ${words}, mean ${amount(all.mean)}` : `none in ${words}`;
    put(`tile-${name}-sub`, unknown ? (all ? `${known}; now ${unknown}` : unknown) : known);
    if (!all) return `${name}: ${unknown ?? 'no events'}`;
    const range = `mean ${amount(all.mean)}, from ${amount(all.min)} to ${amount(all.max)}`;
    return `${name}: ${whole.format(all.count)} events, ${range}${unknown ? `, now ${unknown}` : ''}`;
  });
  put('summary', `In ${words}, by ${bucketWords(win.step)}: ${parts.join('; ')}.`);
}

/** Age of the series that is furthest behind, so that a stalled series is noticed. */
export function showFreshness(series, ahead, ages) {
  const known = series.filter((one) => one.age !== null).map((one) => one.age);
  put('tile-fresh', known.length ? age(Math.max(...known)) + ' ago' : '–');
  const words = (one) => (one.age !== null ? age(one.age) + ' ago' : one.state === 'none' ? 'none' : 'unknown');
  const each = series.map((one) => `${one.name} ${words(one)}`).join(', ');
  put('tile-fresh-sub', each + (ahead === null ? '' : `; events up to ${age(ahead)} ahead of time`));
  const [p50, p99] = [quantile(ages, 0.5), quantile(ages, 0.99)];
  put('tile-paint', p50 === null ? '–' : `≤ ${age(p50)}`);
  put('tile-paint-sub', p50 === null ? 'until counted here' : `until counted here; p99 ≤ ${age(p99)}`);
}

/** Text about values outside the axis. */
export function showBeyond(values) {
  const extreme = values.reduce((a, b) => (Math.abs(b) > Math.abs(a) ? b : a), 0);
  const what = values.length === 1 ? '1 value lies' : `${values.length} values lie`;
  $('beyond').hidden = values.length === 0;
  put('beyond', values.length ? `${what} beyond the axis, as far as ${amount(extreme)}` : '');
}

/** The bucket under the cursor, or nothing. */
export function showBucket(store, start, view) {
  if (start === null) {
    put('readout', '');
    return;
  }
  const of = MEASURES[view.measure].of;
  const values = shownOf(view).map((name) => {
    const bucket = store.at(name, start);
    return `${name} ${bucket ? amount(of(bucket)) : 'no data'}`;
  });
  put('readout', `${stamp(start, zoneOf(view))}: ${values.join(', ')}`);
}

let announcing = 0;

/** Announces the bucket that was selected by key, after the last key press. */
export function announceBucket() {
  clearTimeout(announcing);
  announcing = setTimeout(() => put('announcement', $('readout').textContent), QUIET);
}

/** Builds rows only while the table is open. */
export function showTable(store, win, zone) {
  if (!$('table-box').open) return;
  const rows = SERIES.flatMap((name) => store.between(name, win.from, win.to).slice(-ROWS).map((b) => [name, b]));
  rows.sort((a, b) => b[1][0] - a[1][0] || a[0].localeCompare(b[0]));
  $('rows').replaceChildren(...rows.slice(0, ROWS).map(([name, b]) => row(name, b, zone)));
}

function row(name, [start, count, sum, min, max], zone) {
  const tr = document.createElement('tr');
  const cells = [stamp(start, zone), name, whole.format(count), ...[sum / count, sum, min, max].map(amount)];
  cells.forEach((text, i) => {
    const cell = document.createElement(i === 0 ? 'th' : 'td');
    if (i === 0) cell.scope = 'row';
    cell.textContent = text;
    tr.append(cell);
  });
  return tr;
}
