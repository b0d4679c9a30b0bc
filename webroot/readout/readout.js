/** Texts and figures around the chart: status, tiles, legend, table. */
import { SERIES } from '../data/contract.js';
import { MEASURES, total, quantile } from '../data/series.js';
import { age, amount, bucketWords, format, stamp } from '../words/text.js';
import { shownOf, zoneOf } from '../view/view.js';
import { say } from '../words/words.js';

const $ = (id) => document.getElementById(id);
const ROWS = 10;

/** A bucket is announced after this time without another key press (milliseconds). */
const QUIET = 400;

/** Measure and bucket width in words. */
export const titleOf = (measure, step) => say(`title-${measure}`, { bucket: bucketWords(step) });

/** Measure and bucket width as the chart's title. */
export function showTitle(measure, step) {
  put('chart-title', titleOf(measure, step));
}

export function showEmpty(empty, words) {
  $('empty').hidden = !empty;
  put('empty', empty ? say('no-events-in', { range: words }) : '');
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
const UNKNOWN = { away: 'unknown-away', unknown: 'unknown-yet' };

/**
 * @param to end of the totals, after the chart's end, so that the newest events count at once
 * @param series name, state and age of each
 */
export function showTotals(store, win, to, words, series) {
  const parts = series.map((one) => {
    const { name } = one;
    const all = total(store.between(name, win.from, to));
    const unknown = UNKNOWN[one.state] && say(UNKNOWN[one.state]);
    put(`tile-${name}`, all ? format(all.count) : '–');
    const known = all ? say('total-known', { range: words, mean: amount(all.mean) }) : say('total-none', { range: words });
    put(`tile-${name}-sub`, unknown ? (all ? say('total-stale', { known, unknown }) : unknown) : known);
    if (!all) return say(unknown ? 'summary-unknown' : 'summary-none', { name, unknown });
    const whole = say('summary-series', { name, count: format(all.count), mean: amount(all.mean), min: amount(all.min), max: amount(all.max) });
    return unknown ? say('summary-stale', { known: whole, unknown }) : whole;
  });
  put('summary', say('summary', { range: words, bucket: bucketWords(win.step), series: parts.join('; ') }));
}

/** Age of the series that is furthest behind, so that a stalled series is noticed. */
export function showFreshness(series, ahead, ages) {
  const known = series.filter((one) => one.age !== null).map((one) => one.age);
  put('tile-fresh', known.length ? say('ago', { age: age(Math.max(...known)) }) : '–');
  const words = (one) => (one.age !== null ? say('ago', { age: age(one.age) }) : say(one.state === 'none' ? 'arrival-none' : 'arrival-unknown'));
  const each = series.map((one) => `${one.name} ${words(one)}`).join(', ');
  put('tile-fresh-sub', ahead === null ? each : say('ahead', { each, age: age(ahead) }));
  const [p50, p99] = [quantile(ages, 0.5), quantile(ages, 0.99)];
  put('tile-paint', p50 === null ? '–' : `≤ ${age(p50)}`);
  put('tile-paint-sub', p50 === null ? say('paint') : say('paint-p99', { age: age(p99) }));
}

/** Text about values outside the axis. */
export function showBeyond(values) {
  const extreme = values.reduce((a, b) => (Math.abs(b) > Math.abs(a) ? b : a), 0);
  $('beyond').hidden = values.length === 0;
  put('beyond', values.length ? say('beyond', { count: values.length, value: amount(extreme) }) : '');
}

/** Shows or hides a line of text. */
export function showNote(id, text) {
  $(id).hidden = !text;
  put(id, text ?? '');
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
    return `${name} ${bucket ? amount(of(bucket, store.step)) : say('no-data')}`;
  });
  put('readout', `${stamp(start, zoneOf(view))}: ${values.join(', ')}`);
}

let announcing = 0;

/** Has a screen reader say a text. */
export const announce = (text) => put('announcement', text);

/** Announces that a part which is loaded when it is needed did not load; the next click tries again. */
export function late(loading) {
  Promise.resolve(loading).catch((e) => {
    console.warn('a part of the page did not load:', e);
    announce(say('not-loaded'));
  });
}

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
  const cells = [stamp(start, zone), name, format(count), ...[sum / count, sum, min, max].map(amount)];
  cells.forEach((text, i) => {
    const cell = document.createElement(i === 0 ? 'th' : 'td');
    if (i === 0) cell.scope = 'row';
    cell.textContent = text;
    tr.append(cell);
  });
  return tr;
}
