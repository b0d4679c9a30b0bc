import { equal, table, test } from './harness.js';
import { axisOf, place } from '../chart/axis.js';

const AMOUNT = { clip: true };
const COUNT = { fromZero: true, whole: true };
const SUM = { fromZero: true, clip: true };

table('ends and texts', [
  ['nothing', [], AMOUNT, 0, 1, ['0', '0.2', '0.4', '0.6', '0.8', '1.0']],
  ['gaps alone', [null, null], COUNT, 0, 1, ['0', '1']],
  ['counts from zero', [3, null, 40], COUNT, 0, 44, ['0', '10', '20', '30', '40']],
  ['no half events', [1, 1], COUNT, 0, 1.1, ['0', '1']],
  ['small amounts', [0.03, 0.1], AMOUNT, 0.023, 0.107, ['0.04', '0.06', '0.08', '0.10']],
  ['very small sums', [2e-9, 4e-9], SUM, 0, 4.4e-9, ['0', '1e-9', '2e-9', '3e-9', '4e-9']],
  ['the same again and again', [7, 7, 7], AMOUNT, 6.3, 7.7, ['6.5', '7.0', '7.5']],
  ['the same below zero', [-7, -7], AMOUNT, -7.7, -6.3, ['-7.5', '-7.0', '-6.5']],
  ['zero alone', [0, 0], AMOUNT, 0, 1, ['0', '0.2', '0.4', '0.6', '0.8', '1.0']],
  ['not below zero without need', [0.5, 10], AMOUNT, 0, 10.95, ['0', '2', '4', '6', '8', '10']],
  ['sums below zero', [-8, -2], SUM, -8.8, 0, ['-8', '-6', '-4', '-2', '0']],
  ['thousands', [12_000, 48_000], AMOUNT, 8_400, 51_600, ['10K', '20K', '30K', '40K', '50K']],
], (values, rules, lo, hi, texts) => {
  const axis = axisOf(values, rules);
  equal([axis.lo, axis.hi].map((v) => Number(v.toPrecision(12))), [lo, hi]);
  equal(axis.labels, texts);
  equal(axis.beyond, []);
});

/** Powers of ten from the least number to the greatest, of both signs. */
const SIZES = [];
for (let e = -323; e <= 308; e += 7) SIZES.push(10 ** e, -(10 ** e));
SIZES.push(3.4e38, 1e290, Number.MAX_VALUE, -Number.MAX_VALUE, Number.MIN_VALUE);

test('an axis of any size has ticks inside of it and short texts that differ', () => {
  for (const size of SIZES) {
    for (const values of [[size], [size, size * 0.3], [size, -size], [size, size * (1 - 1e-7)], [size, size, size, size, 7]]) {
      for (const rules of [AMOUNT, SUM, { fromZero: true }]) {
        const { lo, hi, ticks, labels, beyond } = axisOf(values, rules);
        const what = JSON.stringify([values, rules, lo, hi, labels]);
        const fine = hi > lo && Number.isFinite(hi - lo) && ticks.length >= 2 && ticks.length <= 13
          && ticks.every((v) => v >= lo - (hi - lo) * 1e-5 && v <= hi + (hi - lo) * 1e-5)
          && new Set(labels).size === labels.length && labels.every((text) => text.length <= 16)
          && values.every((v) => beyond.includes(v) || (v >= lo && v <= hi))
          && values.every((v) => place({ lo, hi }, v) >= 0 && place({ lo, hi }, v) <= 1);
        equal(fine ? '' : what, '');
      }
    }
  }
});

const USUAL = [20.5, 21, 21.4, 22, 22.3, 23, 21.7, 22.8, 20.9];

table('an extreme does not flatten the rest', [
  ['a float\'s greatest', 3.4e38], ['1e290', 1e290], ['the greatest of all', Number.MAX_VALUE], ['below zero', -1e290],
  ['a sensor\'s word for an error', -9_999], ['another', 65_535],
], (extreme) => {
  const { lo, hi, beyond } = axisOf([...USUAL, extreme], AMOUNT);
  equal([lo > 20 && hi < 24, beyond], [true, [extreme]]);
  equal(place({ lo, hi }, extreme), extreme > 0 ? 1 : 0);
});

table('what is no extreme is inside', [
  ['a burst of counts', [...USUAL, 99_999], COUNT], ['twice as much', [...USUAL, 45], AMOUNT],
  ['one of two', [7, 1e290], AMOUNT], ['two clusters', [1, 1, 1, 1e6, 1e6, 1e6], AMOUNT], ['around zero', [0, 0, 0, 0, 5], AMOUNT],
], (values, rules) => equal(axisOf(values, rules).beyond, []));

table('places', [
  ['a gap', null, null], ['lower end', 10, 0], ['middle', 15, 0.5], ['upper end', 20, 1], ['above', 1e300, 1], ['below', -Infinity, 0],
], (v, at) => equal(place({ lo: 10, hi: 20 }, v), at));
