/** Words and figures around the chart: status, tiles, legend, table. */
import { SERIES, MEASURES, total, quantile } from './series.js';
import { age, bucketWords, localTime } from './text.js';

const $ = (id) => document.getElementById(id);
const whole = new Intl.NumberFormat('en');
const rough = new Intl.NumberFormat('en', { maximumFractionDigits: 2 });
const fine = new Intl.NumberFormat('en', { maximumFractionDigits: 3 });
const ROWS = 10;

/** What the chart shows: measure and bucket width, and in words that there is nothing to show. */
export function showTitle(measure, step) {
  put('chart-title', `${MEASURES[measure].words} ${bucketWords(step)}`);
}

export function showEmpty(empty, words) {
  $('empty').hidden = !empty;
  put('empty', empty ? `No events in ${words}` : '');
}

/** Writes only what differs, so that screen readers are not told the same thing again. */
function put(id, text) {
  const element = $(id);
  if (element.textContent !== text) element.textContent = text;
}

export function showStatus({ kind, text }) {
  $('status').dataset.kind = kind;
  put('status-text', text);
}

/**
 * @param to up to where it is counted: beyond the chart's end, where newest events show up first
 */
export function showTotals(store, win, to, words) {
  const parts = [];
  for (const name of SERIES) {
    const all = total(store.between(name, win.from, to));
    put(`tile-${name}`, all ? whole.format(all.count) : '–');
    put(`tile-${name}-sub`, all ? `in ${words}, mean ${rough.format(all.mean)}` : `none in ${words}`);
    parts.push(
      all
        ? `${name}: ${whole.format(all.count)} events, mean ${fine.format(all.mean)}, from ${fine.format(all.min)} to ${fine.format(all.max)}`
        : `${name}: no events`,
    );
  }
  put('summary', `In ${words}, by ${bucketWords(win.step)}: ${parts.join('; ')}.`);
}

export function showFreshness(newestAge, ages) {
  put('tile-fresh', newestAge === null ? '–' : age(newestAge) + ' ago');
  const [p50, p99] = [quantile(ages, 0.5), quantile(ages, 0.99)];
  put('tile-paint', p50 === null ? '–' : `≤ ${age(p50)}`);
  put('tile-paint-sub', p50 === null ? 'until counted here' : `until counted here; p99 ≤ ${age(p99)}`);
}

/** The bucket under the cursor, or nothing. */
export function showBucket(store, start, measure) {
  if (start === null) {
    put('readout', '');
    return;
  }
  const of = MEASURES[measure].of;
  const values = SERIES.map((name) => {
    const bucket = store.at(name, start);
    return `${name} ${bucket ? fine.format(of(bucket)) : 'no data'}`;
  });
  put('readout', `${localTime(start)}: ${values.join(', ')}`);
}

/** Rows are built only while somebody can see them. */
export function showTable(store, win) {
  if (!$('table-box').open) return;
  const rows = SERIES.flatMap((name) => store.between(name, win.from, win.to).slice(-ROWS).map((b) => [name, b]));
  rows.sort((a, b) => b[1][0] - a[1][0] || a[0].localeCompare(b[0]));
  $('rows').replaceChildren(...rows.slice(0, ROWS).map(([name, b]) => row(name, b)));
}

function row(name, [start, count, sum, min, max]) {
  const tr = document.createElement('tr');
  const cells = [localTime(start), name, whole.format(count), ...[sum / count, sum, min, max].map((v) => fine.format(v))];
  cells.forEach((text, i) => {
    const cell = document.createElement(i === 0 ? 'th' : 'td');
    if (i === 0) cell.scope = 'row';
    cell.textContent = text;
    tr.append(cell);
  });
  return tr;
}
