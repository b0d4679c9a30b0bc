import { equal, table, test } from './harness.js';
import { bandsOf, hasBand } from '../chart/band.js';
import { compareQuery, comparedTo, shiftOf } from '../data/compare.js';
import { runs } from '../chart/layers.js';
import { SeriesStore } from '../data/series.js';
import { thresholdLine } from '../chart/threshold.js';

const DAY = 86_400_000;

function storeOf(step, buckets, asOf = 9e12) {
  const store = new SeriesStore(step);
  store.merge('high', buckets, asOf);
  return store;
}

test('a band has the least and greatest amounts, and gaps where there are no events', () => {
  const store = storeOf(1_000, [[0, 2, 14, 6, 8], [2_000, 1, 9, 9, 9]]);
  equal(bandsOf(store, [0, 1_000, 2_000], 9_000, ['high']), [{ name: 'high', lows: [6, null, 9], highs: [8, null, 9] }]);
  equal(bandsOf(store, [0], 9_000, ['low']), [{ name: 'low', lows: [null], highs: [null] }]);
});

table('incomplete buckets', [
  ['short ones have no band', 1_000, [6, null]], ['wide ones have', 60_000, [6, 6]],
], (step, lows) => {
  const store = storeOf(step, [[0, 2, 14, 6, 8], [step, 2, 14, 6, 8]], 1.5 * step);
  equal(bandsOf(store, [0, step], step, ['high'])[0].lows, lows);
});

table('bands are drawn', [
  ['around the mean', { measure: 'mean' }, true], ['not around counts', { measure: 'count' }, false], ['unless switched off', { measure: 'mean', band: 'off' }, false],
], (view, expected) => equal(hasBand(view), expected));

table('runs without gaps', [
  ['none', [], []], ['gaps alone', [null, null], []], ['one', [1, 2], [[0, 1]]], ['between gaps', [null, 1, null, 0, 3, null], [[1, 1], [3, 4]]],
], (values, expected) => {
  const found = [];
  runs(values, (first, last) => found.push([first, last]));
  equal(found, expected);
});

table('the compared range', [
  ['none', {}, null], ['a day', { compare: '1d' }, DAY], ['a week', { compare: '7d' }, 7 * DAY],
], (view, expected) => equal(shiftOf(view), expected));

test('a live window may move on before the next query, which stays within what the server answers', () => {
  equal(compareQuery({ from: 8 * DAY, to: 8 * DAY + 60_000, step: 1_000 }, DAY), { from: 7 * DAY, to: 7 * DAY + 120_000, step: '1s' });
  const { from, to } = compareQuery({ from: 0, to: 999 * DAY, step: DAY }, DAY);
  equal([from, to], [0, 998 * DAY]);
});

test('compared values stand at the times of the chart', () => {
  const store = storeOf(1_000, [[1_000, 2, 14, 6, 8], [3_000, 1, 9, 9, 9]]);
  equal(comparedTo(store, [DAY + 1_000, DAY + 2_000, DAY + 3_000], DAY, 'sum', ['high']), [{ name: 'high', values: [14, null, 9] }]);
});

const EVENTS = { high: [[0, 2, 14, 6, 8]], low: [[0, 1, 4, 4, 5]] };

table('the threshold line', [
  ['among amounts', {}, [[5, 'threshold 5']], false], ['not among counts', { measure: 'count' }, [], false],
  ['another one', { threshold: 5.5 }, [[5.5, 'threshold 5.5']], false], ['switched off', { threshold: 'off' }, [], false],
  ['not if a high event is not above it', { threshold: 6 }, [], true], ['nor if a low one is', { threshold: 4.5 }, [], true],
], (view, levels, contradicted) => {
  const line = thresholdLine({ measure: 'mean', ...view }, (name) => EVENTS[name]);
  equal(line.levels.map(({ value, text }) => [value, text]), levels);
  equal(line.problem !== null, contradicted);
});
