import { equal, table, test } from './harness.js';
import { Crossings, limitOf, limitsOf, textOf, wordsOf, writeLimits } from '../limits/limits.js';
import { SeriesStore } from '../data/series.js';

const LIMIT = { series: 'high', measure: 'count', side: 'above', value: 50 };

table('limits as text', [
  ['above', 'high.count.above.50', LIMIT, 'high count above 50'],
  ['below, a fraction', 'low.mean.below.-1.5', { series: 'low', measure: 'mean', side: 'below', value: -1.5 }, 'low mean below -1.5'],
  ['huge', 'low.sum.above.1e+30', { series: 'low', measure: 'sum', side: 'above', value: 1e30 }, 'low sum above 1e30'],
], (text, limit, words) => equal([limitOf(text), textOf(limit), wordsOf(limit)], [limit, text, words]));

table('no limits', [
  ['nothing', ''], ['another series', 'middle.count.above.5'], ['another measure', 'high.toString.above.5'],
  ['another side', 'high.count.beside.5'], ['no number', 'high.count.above.x'],
], (text) => equal([limitOf(text), limitsOf(text)], [null, undefined]));

test('each limit is held once, and what is no limit is left out', () => {
  const limits = limitsOf('high.count.above.50,nonsense,high.count.above.50,low.min.below.1');
  equal([limits.length, writeLimits(limits)], [2, 'high.count.above.50,low.min.below.1']);
});

/** Looks after each second that has so many events, null for none. */
function lookAt(limits, counts) {
  const store = new SeriesStore(1_000);
  const crossings = new Crossings();
  return counts.map((count, i) => {
    const buckets = count === null ? [] : [[i * 1_000, count, count * 7, 7, 7]];
    store.merge('high', buckets, (i + 2) * 1_000);
    const { begun, ended } = crossings.look(store, limits, (i + 1) * 1_000);
    return [begun.map(({ value }) => value), ended.map(({ limit }) => textOf(limit)), crossings.list.map(({ since }) => since)];
  });
}

test('a crossing is told once when it begins and once when it ends, with its begin', () => {
  const told = lookAt([LIMIT], [50, 51, 60, 50, 50, 50, 50, 50, 51]);
  equal(told.map(([begun]) => begun), [[], [51], [], [], [], [], [], [], [51]]);
  equal(told.map(([, ended]) => ended.length), [0, 0, 0, 0, 0, 0, 0, 1, 0]);
  equal(told.map(([, , since]) => since[0] ?? null), [null, 1_000, 1_000, 1_000, 1_000, 1_000, 1_000, null, 8_000]);
});

test('a value around the limit is one crossing', () => {
  const told = lookAt([LIMIT], [51, 50, 51, 50, 50, 51]);
  equal(told.flatMap(([begun, ended]) => [...begun, ...ended]), [51]);
});

test('a second without events has no events, but no mean', () => {
  const least = { ...LIMIT, side: 'below', value: 1 };
  equal(lookAt([least], [5, null])[1][0], [0]);
  equal(lookAt([{ ...LIMIT, measure: 'mean', value: 6 }], [5, null]).map(([, , since]) => since), [[0], [0]]);
});

test('a series that is not known, or a limit that was removed, crosses nothing', () => {
  const [store, crossings] = [new SeriesStore(1_000), new Crossings()];
  const least = { ...LIMIT, side: 'below', value: 1 };
  crossings.look(store, [least], 5_000);
  equal(crossings.list, []);
  store.merge('high', [[1_000, 9, 9, 1, 1]], 9_000);
  crossings.look(store, [LIMIT, least], 5_000);
  equal(crossings.list.map(({ limit }) => limit.side), ['below']);
  crossings.look(store, [LIMIT], 5_000);
  equal(crossings.list, []);
});
