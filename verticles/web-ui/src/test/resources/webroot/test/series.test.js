import { equal, table, test } from './harness.js';
import { LIVE_STEPS, STEPS } from '../data/contract.js';
import {
  MEASURES, PRESETS, SeriesStore,
  columns, columnsWithFilling, completeOf, floor, quantile, tidy, stepFor, stepId, toCsv, total,
} from '../data/series.js';

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
  equal([store.newest('high'), store.newest('low')], [null, null]);
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
  equal(store.newest('high'), null);
});

test('what starts before a time is forgotten, what starts then stays', () => {
  const store = storeOf([[1_000, 1, 6, 6, 6], [2_000, 1, 6, 6, 6]]);
  store.prune(2_000);
  equal(store.between('high', 0, 9_000), [[2_000, 1, 6, 6, 6]]);
});

test('a range that is much longer than what is held, and one with fractions, give the same', () => {
  const store = storeOf([[3_000, 1, 6, 6, 6], [1_000, 1, 6, 6, 6]]);
  for (const [from, to] of [[0, 9e12], [999.5, 3_000.5]]) equal(store.between('high', from, to).map(([start]) => start), [1_000, 3_000]);
  equal([store.any('high', 2_000, 3_000), store.any('high', 2_000, 3_001), store.any('low', 0, 9_000)], [false, true, false]);
});

test('what starts at an end or later is forgotten too', () => {
  const store = storeOf([[1_000, 1, 6, 6, 6], [2_000, 1, 6, 6, 6]]);
  store.prune(0, 2_000);
  equal(store.between('high', 0, 9_000), [[1_000, 1, 6, 6, 6]]);
});

test('the rate is for each second of a bucket', () => {
  equal(columns(storeOf([[0, 4, 34, 6, 12]], 10_000), 0, 10_000, 'rate')[1], [0.4]);
});

test('a range begins with its start and ends before its end', () => {
  const store = storeOf([[1_000, 1, 6, 6, 6], [2_000, 1, 6, 6, 6], [3_000, 1, 6, 6, 6]]);
  equal(store.between('high', 1_000, 3_000).map(([start]) => start), [1_000, 2_000]);
  equal(store.at('high', 3_000), [3_000, 1, 6, 6, 6]);
  equal([store.newest('high'), store.newest('high', 2_999), store.newest('high', 999)], [3_000, 2_000, null]);
});

test('no data is a gap, not zero', () => {
  const store = storeOf([[0, 2, 14, 6, 8], [2_000, 1, -3, -3, -3]]);
  equal(columns(store, 0, 4_000, 'count'), [[0, 1_000, 2_000, 3_000], [2, null, 1, null], [null, null, null, null]]);
});

table('what is drawn of [start, 4, 34, 6, 12]', [
  ['count', 'count', 4], ['rate', 'rate', 4], ['mean', 'mean', 8.5], ['sum', 'sum', 34], ['min', 'min', 6], ['max', 'max', 12],
], (measure, value) => equal(columns(storeOf([[0, 4, 34, 6, 12]]), 0, 1_000, measure)[1], [value]));

test('counts and sums have an axis from zero, amounts have not', () => {
  equal(Object.keys(MEASURES).filter((m) => MEASURES[m].axis.fromZero), ['count', 'rate', 'sum']);
  equal(Object.keys(MEASURES).filter((m) => !MEASURES[m].axis.clip), ['count', 'rate']);
});

/** Four buckets of a minute as of a time. */
function minutes(asOf, step = 60_000) {
  const store = new SeriesStore(step);
  store.merge('high', [1, 2, 3, 4].map((n, i) => [i * step, n, n, 1, 1]), asOf);
  return store;
}

table('buckets that are still filling leave the solid line and are joined to it', [
  ['none is', 240_000, 999_000, [1, 2, 3, 4], [null, null, null, null]],
  ['the last is', 180_000, 999_000, [1, 2, 3, null], [null, null, 3, 4]],
  ['all are', 0, 999_000, [null, null, null, null], [1, 2, 3, 4]],
  ['by the clock none is, but the store was read before the end of the last', 240_000, 239_000, [1, 2, 3, null], [null, null, 3, 4]],
  ['read at its very end: events were still on their way', 240_000, 240_399, [1, 2, 3, null], [null, null, 3, 4]],
  ['read late enough', 240_000, 240_400, [1, 2, 3, 4], [null, null, null, null]],
], (complete, asOf, solid, filling) => {
  const [, high, low, highFilling, lowFilling] = columnsWithFilling(minutes(asOf), 0, 240_000, complete, 'count');
  equal(high, solid);
  equal(highFilling, filling);
  equal([low, lowFilling], [[null, null, null, null], [null, null, null, null]]);
});

test('a short bucket that is half filled is not drawn: after a loss it would look like a fall', () => {
  const store = minutes(3_900, 1_000);
  const [, high, , filling] = columnsWithFilling(store, 0, 4_000, 4_000, 'count');
  equal([high, filling], [[1, 2, 3, null], [null, null, null, null]]);
  store.merge('high', [[3_000, 9, 9, 1, 1]], 4_500);
  equal(columnsWithFilling(store, 0, 4_000, 4_000, 'count')[1], [1, 2, 3, 9]);
});

test('each series is complete as far as its own store was read', () => {
  const store = minutes(999_000);
  store.merge('low', [[60_000, 2, 2, 1, 1]], 100_000);
  equal([completeOf(store, 'high', 240_000), completeOf(store, 'low', 240_000)], [240_000, 60_000]);
});

test('an answered range takes back what is no longer there', () => {
  const store = minutes(10_000, 1_000);
  store.merge('high', [[9_000, 7, 7, 1, 1]], 10_000);
  equal(store.replace('high', 1_000, 4_000, [[2_000, 1, 1, 1, 1]], 20_000), null);
  equal(store.between('high', 0, 99_000).map(([t, n]) => [t, n]), [[0, 1], [2_000, 1], [9_000, 7]]);
});

test('but not what was read at the same time or later', () => {
  const store = minutes(10_000, 1_000);
  store.replace('high', 0, 9_000, [[0, 1, 1, 1, 1]], 12_000); // a live update may have read until then
  equal(store.between('high', 0, 99_000).length, 4);
  store.merge('high', [[3_000, 4, 4, 1, 1]], 15_000); // the same once more is news of its being there
  store.replace('high', 0, 9_000, [], 14_500);
  equal(store.between('high', 0, 99_000).map(([t]) => t), [3_000]);
});

test('a larger count of a live update stands against an answer of that time', () => {
  const store = minutes(10_000, 1_000);
  equal(store.replace('high', 0, 9_000, [[3_000, 3, 3, 1, 1], [5_000, 1, 1, 1, 1], [30_000, 1, 1, 1, 1]], 10_500), 5_000);
  equal(store.at('high', 3_000), [3_000, 4, 4, 1, 1]);
});

test('the version changes with what is shown', () => {
  const store = new SeriesStore(1_000);
  const seen = [store.version];
  store.merge('high', [[0, 1, 1, 1, 1]], 500);
  seen.push(store.version);
  store.merge('high', [[0, 1, 1, 1, 1]], 500); // nothing new
  equal(store.version, seen.at(-1));
  store.merge('high', [[0, 1, 1, 1, 1]], 2_000); // now it is complete
  equal(store.version > seen.at(-1) && seen[1] > seen[0], true);
});

table('totals', [
  ['nothing', [], null],
  ['one', [[0, 2, 14, 6, 8]], { count: 2, sum: 14, min: 6, max: 8, mean: 7 }],
  ['two: the mean is weighed', [[0, 3, 21, 6, 8], [1_000, 1, 11, 11, 11]], { count: 4, sum: 32, min: 6, max: 11, mean: 8 }],
  ['below zero', [[0, 1, -2, -2, -2]], { count: 1, sum: -2, min: -2, max: -2, mean: -2 }],
], (buckets, expected) => equal(total(buckets), expected));

test('the mean of huge amounts does not overflow', () => {
  const { mean } = total([[0, 2, 1.6e308, 8e307, 8e307], [1_000, 2, 1.6e308, 8e307, 8e307]]);
  equal(Math.abs(mean / 8e307 - 1) < 1e-12, true);
});

test('CSV has whole states, a series after the other, times in UTC, and marks what may still grow', () => {
  const store = new SeriesStore(1_000);
  store.merge('high', [[0, 2, 14.5, 6.25, 8.25], [1_000, 3, 0.1 + 0.2, 0.1, 0.1], [2_000, 1, 6, 6, 6]], 1_900);
  store.merge('low', [[0, 1, 0.1, 0.1, 0.1]], 9_000);
  const header = 'time,series,count,sum,min,max,mean,complete\n';
  const high = '1970-01-01T00:00:00.000Z,high,2,14.5,6.25,8.25,7.25,true\n'
    + '1970-01-01T00:00:01.000Z,high,3,0.3,0.1,0.1,0.1,false\n';
  const low = '1970-01-01T00:00:00.000Z,low,1,0.1,0.1,0.1,0.1,true\n';
  equal(toCsv(store, 0, 2_000, 9_000), header + high + low);
  equal(toCsv(store, 0, 2_000, 9_000, ['low']), header + low);
});

table('only tails of binary sums are cut', [
  ['a tail', 0.1 + 0.2, 0.3], ['seventeen digits that mean something', 0.12345678901234568, 0.12345678901234568],
  ['huge', 3.4e38, 3.4e38], ['whole', 7, 7],
], (v, expected) => equal(tidy(v), expected));

table('quantiles by nearest rank', [
  ['of nothing', [], 0.5, null],
  ['of one', [[7, 1]], 0.99, 7],
  ['the least', [[3, 1], [1, 1], [2, 1]], 0, 1],
  ['the median of an even number is the lower', [[4, 1], [1, 1], [3, 1], [2, 1]], 0.5, 2],
  ['the greatest', [[10, 1], [9, 1], [100, 1]], 1, 100],
  ['by weight', [[10, 1], [20, 8], [30, 1]], 0.5, 20],
  ['the rare', [[10, 97], [99, 3]], 0.97, 10],
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
  equal(PRESETS.filter((p) => !LIVE_STEPS.includes(p.step)).map((p) => p.id), ['7d']);
});

table('buckets are aligned to the epoch, before it too', [
  ['at a start', 5_000, 5_000], ['within', 9_999, 5_000], ['before 1970', -1, -5_000],
], (time, start) => equal(floor(time, 5_000), start));

test('an answer without a series leaves what is known of it', () => {
  const store = new SeriesStore(1_000);
  const answer = { from: 0, to: 9_000, asOf: 20_000, series: { high: [[1_000, 1, 1, 1, 1]], low: [[2_000, 1, 1, 1, 1]] } };
  equal(store.take(answer), [{ name: 'high', grown: 1_000 }, { name: 'low', grown: 2_000 }]);
  const half = { ...answer, asOf: 40_000, series: { high: [], low: [] }, unavailable: ['low'] };
  equal(store.take(half), [{ name: 'high', grown: null }]);
  equal([store.at('high', 1_000), store.at('low', 2_000)], [undefined, [2_000, 1, 1, 1, 1]]);
});
