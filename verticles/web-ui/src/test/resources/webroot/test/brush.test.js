import { equal, table, test } from './harness.js';
import { LEAST, SPAN, STEP, countsOf, dragged, markOf, partAt, rangeAt, timeOf, xOf } from '../chart/brush.js';
import { SeriesStore } from '../data/series.js';

const RANGE = { from: 0, to: 86_400_000 };
const HOUR = 3_600_000;

test('the range is 24 hours of whole buckets that include now', () => {
  const { from, to } = rangeAt(1_700_000_000_400);
  equal([to - from, to % STEP, to > 1_700_000_000_400, to - 1_700_000_000_400 <= STEP], [SPAN, 0, true, true]);
});

test('times and pixels lead to each other', () => {
  equal([xOf(RANGE, 6 * HOUR, 480), timeOf(RANGE, 120, 480)], [120, 6 * HOUR]);
});

table('the mark of a window on 480 pixels', [
  ['six hours', { from: 6 * HOUR, to: 12 * HOUR }, { left: 120, width: 120, outside: null }],
  ['a minute at the end is still seen', { from: 24 * HOUR - 60_000, to: 24 * HOUR }, { left: 480 - LEAST, width: LEAST, outside: null }],
  ['half before', { from: -6 * HOUR, to: 6 * HOUR }, { left: 0, width: 120, outside: null }],
  ['more than all', { from: -HOUR, to: 25 * HOUR }, { left: 0, width: 480, outside: null }],
  ['days before', { from: -48 * HOUR, to: -47 * HOUR }, { left: 0, width: LEAST, outside: 'before' }],
  ['after', { from: 30 * HOUR, to: 31 * HOUR }, { left: 480 - LEAST, width: LEAST, outside: 'after' }],
], (win, expected) => equal(markOf(RANGE, win, 480), expected));

table('what lies under the pointer', [
  ['the start', 122, 'from'], ['the end', 235, 'to'], ['between', 180, 'body'], ['outside', 60, 'outside'],
], (x, part) => equal(partAt({ left: 120, width: 120 }, x), part));

test('a narrow mark can be moved only', () => {
  equal([99, 103, 106].map((x) => partAt({ left: 100, width: 6 }, x)), ['body', 'body', 'body']);
});

table('a drag', [
  ['of the whole', 'body', 500, { from: 1_500, to: 9_500 }], ['of the start', 'from', 500, { from: 1_500, to: 9_000 }],
  ['of the end', 'to', -500, { from: 1_000, to: 8_500 }], ['of the start beyond the end', 'from', 99_000, { from: 4_000, to: 9_000 }],
  ['of the end beyond the start', 'to', -99_000, { from: 1_000, to: 6_000 }],
], (part, by, expected) => equal(dragged({ from: 1_000, to: 9_000 }, part, by, 5_000), expected));

test('counts of each bucket, without gaps', () => {
  const store = new SeriesStore(STEP);
  store.merge('low', [[STEP, 7, 7, 1, 1], [SPAN, 9, 9, 1, 1]]);
  const [high, low] = countsOf(store, RANGE);
  equal([high.length, low.length, low[1], low.reduce((a, b) => a + b), high[1]], [288, 288, 7, 7, 0]);
});
