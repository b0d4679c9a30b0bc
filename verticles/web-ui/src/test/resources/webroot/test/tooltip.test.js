import { equal, table, test } from './harness.js';
import { SeriesStore } from '../data/series.js';
import { exact, leftOf, linesOf } from '../chart/tooltip.js';

table('all digits', [
  ['whole', 1234567, '1,234,567'], ['a fraction', 7.295727272727, '7.295727272727'], ['a tail of binary sums', 0.1 + 0.2, '0.3'],
  ['huge', 3.4e38, '3.4e+38'], ['small', 1.5e-9, '1.5e-9'], ['zero', 0, '0'],
], (v, text) => equal(exact(v), text));

test('a line for each series that is shown, with every measure', () => {
  const store = new SeriesStore(5_000);
  store.merge('high', [[5_000, 4, 34, 6, 12.25]]);
  equal(linesOf(store, 5_000, {}), [
    { name: 'high', cells: ['4', '0.8', '8.5', '6', '12.25', '34'] },
    { name: 'low', cells: ['–', '–', '–', '–', '–', '–'] },
  ]);
  equal(linesOf(store, 5_000, { hidden: ['high'] }).map(({ name }) => name), ['low']);
});

table('beside the cursor', [
  ['right of it', 100, 200, 800, 114], ['left of it where there is no room', 700, 200, 800, 486], ['never outside', 50, 300, 320, 0],
], (x, width, room, left) => equal(leftOf(x, width, room), left));
