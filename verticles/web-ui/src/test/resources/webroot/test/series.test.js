import { equal, table, test } from './harness.js';
import {
  MAX_LIVE_STEP, MEASURES, PRESETS, SERIES, STEPS, SeriesStore,
  columns, columnsWithFilling, floor, quantile, stepFor, stepId, toCsv, total,
} from '../series.js';

/** States of the second at 1000, in the order in which it grew: [start, count, sum, min, max]. */
const STATES = [
  [1_000, 1, 7, 7, 7],
  [1_000, 2, 15, 7, 8],
  [1_000, 4, 33, 6, 12],
];
const LAST = STATES.at(-1);

function storeOf(buckets, step = 1_000, name = 'high') {
  const store = new SeriesStore(step);
  store.merge(name, buckets);
  return store;
}

table('what a merge leaves', [
  ['a bucket that was not there', [], [STATES[0]], true, [STATES[0]]],
  ['the larger count wins', [STATES[0]], [STATES[1]], true, [STATES[1]]],
  ['a late state changes nothing', [STATES[1]], [STATES[0]], false, [STATES[1]]],
  ['the same once more changes nothing', [STATES[1]], [STATES[1]], false, [STATES[1]]],
  ['of two with one count the first stays', [STATES[1]], [[1_000, 2, 9, 4, 5]], false, [STATES[1]]],
  ['a bucket twice in one update', [], [STATES[2], STATES[1]], true, [STATES[2]]],
  ['one of many is new', [STATES[1]], [STATES[0], [2_000, 1, 6, 6, 6]], true, [STATES[1], [2_000, 1, 6, 6, 6]]],
  ['buckets in any order come out ascending', [[3_000, 1, 1, 1, 1]], [[2_000, 1, 1, 1, 1], [-1_000, 1, 1, 1, 1]], true,
    [[-1_000, 1, 1, 1, 1], [2_000, 1, 1, 1, 1], [3_000, 1, 1, 1, 1]]],
  ['nothing', [STATES[0]], [], false, [STATES[0]]],
], (before, update, changed, after) => {
  const store = storeOf(before);
  equal(store.merge('high', update), changed);
  equal(store.between('high', -Infinity, Infinity), after);
  equal(store.between('low', -Infinity, Infinity), []);
});

function permutations(items) {
  if (items.length < 2) return [items];
  return items.flatMap((item, i) => permutations(items.toSpliced(i, 1)).map((rest) => [item, ...rest]));
}

test('in whatever order states come, and come twice, the last state stands', () => {
  for (const order of permutations([...STATES, STATES[0], STATES[1]])) {
    const store = new SeriesStore(1_000);
    order.forEach((state) => store.merge('low', [state]));
    equal(store.between('low', 0, 9_000), [LAST]);
  }
});

test('a series that nobody knows is passed over', () => {
  const store = new SeriesStore(1_000);
  equal(store.merge('middle', [STATES[0]]), false);
  equal(store.newest(), null);
});

test('after a gap the snapshot fills in what was missed, and takes nothing back', () => {
  const second = (t, count) => [t * 1_000, count, count * 6, 6, 6];
  const undisturbed = storeOf([second(1, 5), second(2, 5), second(3, 5), second(4, 5), second(5, 3)]);
  const cut = storeOf([second(1, 5), second(2, 2)]); // the connection ended within second 2
  cut.merge('high', [second(5, 3)]); // listening again, before the snapshot
  cut.merge('high', [second(1, 5), second(2, 5), second(3, 5), second(4, 5), second(5, 1)]); // read before that
  equal(cut.between('high', 0, 9_000), undisturbed.between('high', 0, 9_000));
});

test('buckets of another width live in a store of their own', () => {
  const coarse = storeOf([[0, 9, 63, 6, 12]], 5_000);
  equal(columns(coarse, 0, 10_000, 'count'), [[0, 5_000], [9, null], [null, null]]);
});

test('a copy stands still', () => {
  const store = storeOf([STATES[0], [2_000, 1, 6, 6, 6]]);
  const copy = store.copy();
  store.merge('high', [STATES[2]]);
  store.prune(9_000);
  equal(copy.between('high', 0, 9_000), [STATES[0], [2_000, 1, 6, 6, 6]]);
  equal(copy.step, 1_000);
  copy.merge('high', [[3_000, 1, 6, 6, 6]]);
  equal(store.newest(), null);
});

test('what starts before a time is forgotten, what starts then stays', () => {
  const store = storeOf([[1_000, 1, 6, 6, 6], [2_000, 1, 6, 6, 6]]);
  store.prune(2_000);
  equal(store.between('high', 0, 9_000), [[2_000, 1, 6, 6, 6]]);
});

test('a range begins with its start and ends before its end', () => {
  const store = storeOf([[1_000, 1, 6, 6, 6], [2_000, 1, 6, 6, 6], [3_000, 1, 6, 6, 6]]);
  equal(store.between('high', 1_000, 3_000).map(([start]) => start), [1_000, 2_000]);
  equal(store.at('high', 3_000), [3_000, 1, 6, 6, 6]);
  equal(store.newest(), 3_000);
});

test('no data is a gap, not zero', () => {
  const store = storeOf([[0, 2, 14, 6, 8], [2_000, 1, -3, -3, -3]]);
  equal(columns(store, 0, 4_000, 'count'), [[0, 1_000, 2_000, 3_000], [2, null, 1, null], [null, null, null, null]]);
});

table('what is drawn of [start, 4, 34, 6, 12]', [
  ['count', 'count', 4], ['mean', 'mean', 8.5], ['sum', 'sum', 34], ['min', 'min', 6], ['max', 'max', 12],
], (measure, value) => equal(columns(storeOf([[0, 4, 34, 6, 12]]), 0, 1_000, measure)[1], [value]));

test('counts and sums have an axis from zero, amounts have not', () => {
  equal(Object.keys(MEASURES).filter((m) => MEASURES[m].fromZero), ['count', 'sum']);
});

table('buckets that are still filling leave the solid line and are joined to it', [
  ['none is', 4_000, [1, 2, 3, 4], [null, null, null, null]],
  ['the last is', 3_000, [1, 2, 3, null], [null, null, 3, 4]],
  ['all are', 0, [null, null, null, null], [1, 2, 3, 4]],
], (complete, solid, filling) => {
  const store = storeOf([1, 2, 3, 4].map((n, i) => [i * 1_000, n, n, 1, 1]));
  const [, high, low, highFilling, lowFilling] = columnsWithFilling(store, 0, 4_000, complete, 'count');
  equal(high, solid);
  equal(highFilling, filling);
  equal([low, lowFilling], [[null, null, null, null], [null, null, null, null]]);
});

table('totals', [
  ['nothing', [], null],
  ['one', [[0, 2, 14, 6, 8]], { count: 2, sum: 14, min: 6, max: 8, mean: 7 }],
  ['two: the mean is weighed', [[0, 3, 21, 6, 8], [1_000, 1, 11, 11, 11]], { count: 4, sum: 32, min: 6, max: 11, mean: 8 }],
  ['below zero', [[0, 1, -2, -2, -2]], { count: 1, sum: -2, min: -2, max: -2, mean: -2 }],
], (buckets, expected) => equal(total(buckets), expected));

test('CSV has whole states, a series after the other, times in UTC', () => {
  const store = storeOf([[0, 2, 14.5, 6.25, 8.25], [1_000, 1, 6, 6, 6]]);
  store.merge('low', [[0, 1, 0.1, 0.1, 0.1]]);
  equal(toCsv(store, 0, 1_000), 'time,series,count,sum,min,max,mean\n'
    + '1970-01-01T00:00:00.000Z,high,2,14.5,6.25,8.25,7.25\n'
    + '1970-01-01T00:00:00.000Z,low,1,0.1,0.1,0.1,0.1\n');
});

table('quantiles by nearest rank', [
  ['of nothing', [], 0.5, null],
  ['of one', [7], 0.99, 7],
  ['the least', [3, 1, 2], 0, 1],
  ['the median of an even number is the lower', [4, 1, 3, 2], 0.5, 2],
  ['the greatest', [10, 9, 100], 1, 100],
], (numbers, p, expected) => equal(quantile(numbers, p), expected));

table('the finest step by which a length has at most 600 buckets', [
  ['nothing', 0, 1_000],
  ['exactly 600', 600_000, 1_000],
  ['one more', 601_000, 5_000],
  ['a day', 86_400_000, 300_000],
  ['a hundred years', 100 * 31_536_000_000, 86_400_000],
], (length, step) => equal(stepFor(length), step));

test('steps are spelled as the API spells them', () => {
  equal(STEPS.map(stepId), ['1s', '5s', '10s', '1m', '5m', '1h', '1d']);
});

test('every preset is a whole number of buckets that the server serves', () => {
  for (const { length, step } of PRESETS) equal([STEPS.includes(step), length % step, length / step <= 600], [true, 0, true]);
  equal(PRESETS.filter((p) => p.step > MAX_LIVE_STEP).map((p) => p.id), ['7d']);
  equal(SERIES, ['high', 'low']);
});

table('buckets are aligned to the epoch, before it too', [
  ['at a start', 5_000, 5_000], ['within', 9_999, 5_000], ['before 1970', -1, -5_000],
], (time, start) => equal(floor(time, 5_000), start));
