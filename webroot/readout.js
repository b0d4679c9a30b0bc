/** Words and figures around the chart: status, tiles, legend, table. */
import { SERIES, MEASURES, total, quantile, stepId } from './series.js';
import { age } from './status.js';

const $ = (id) => document.getElementById(id);
const whole = new Intl.NumberFormat('en');
const fine = new Intl.NumberFormat('en', { maximumFractionDigits: 3 });
const clockTime = new Intl.DateTimeFormat(undefined, { dateStyle: 'short', timeStyle: 'medium' });
const ROWS = 10;

/** Writes only what differs, so that screen readers are not told the same thing again. */
function put(id, text) {
  const element = $(id);
  if (element.textContent !== text) element.textContent = text;
}

export function showStatus({ kind, text }) {
  $('status').dataset.kind = kind;
  put('status-text', text);
}

export function showTotals(store, win, words) {
  const parts = [];
  for (const name of SERIES) {
    const all = total(store.between(name, win.from, win.to));
    put(`tile-${name}`, all ? whole.format(all.count) : '–');
    put(`tile-${name}-sub`, all ? `events in ${words}, mean ${fine.format(all.mean)}` : `no events in ${words}`);
    parts.push(
      all
        ? `${name}: ${whole.format(all.count)} events, mean ${fine.format(all.mean)}, from ${fine.format(all.min)} to ${fine.format(all.max)}`
        : `${name}: no events`,
    );
  }
  put('summary', `In ${words}, by buckets of ${stepId(win.step)}: ${parts.join('; ')}.`);
}

export function showFreshness(newestAge, ages) {
  put('tile-fresh', newestAge === null ? '–' : age(newestAge) + ' ago');
  const [p50, p99] = [quantile(ages, 0.5), quantile(ages, 0.99)];
  put('tile-paint', p50 === null ? '–' : `${age(p50)}`);
  put('tile-paint-sub', p50 === null ? 'from event time to paint, at most' : `p50, at most; p99 ${age(p99)}`);
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
  put('readout', `${clockTime.format(start)}: ${values.join(', ')}`);
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
  const cells = [clockTime.format(start), name, whole.format(count), ...[sum / count, sum, min, max].map((v) => fine.format(v))];
  cells.forEach((text, i) => {
    const cell = document.createElement(i === 0 ? 'th' : 'td');
    if (i === 0) cell.scope = 'row';
    cell.textContent = text;
    tr.append(cell);
  });
  return tr;
}
