import { equal, table, test } from './harness.js';
import { fileName, toJson } from '../share/export.js';
import { SeriesStore } from '../data/series.js';
import { toSvg } from '../share/svg.js';

const DAY = 86_400_000;
const WIN = { from: DAY, to: DAY + 2_000, step: 1_000, complete: DAY + 1_000 };

function storeOf(shift = 0) {
  const store = new SeriesStore(1_000);
  store.merge('high', [[DAY - shift, 3, 0.1 + 0.2, 0.1, 0.1], [DAY + 1_000 - shift, 2, 14, 6, 8], [DAY + 2_000 - shift, 1, 6, 6, 6]], 9 * DAY);
  store.merge('low', [[DAY - shift, 1, 2, 2, 2]], 9 * DAY);
  return store;
}

test('JSON has the buckets on the chart, and marks what may still grow', () => {
  const shown = JSON.parse(toJson(storeOf(), { measure: 'sum', hidden: ['low'] }, WIN, null));
  equal(shown, {
    measure: 'sum', from: '1970-01-02T00:00:00.000Z', to: '1970-01-02T00:00:02.000Z', step: '1s',
    series: {
      high: [
        { time: '1970-01-02T00:00:00.000Z', count: 3, sum: 0.3, min: 0.1, max: 0.1, mean: 0.1, complete: true },
        { time: '1970-01-02T00:00:01.000Z', count: 2, sum: 14, min: 6, max: 8, mean: 7, complete: false },
      ],
    },
  });
});

test('and the compared range, at its own times', () => {
  const { compared } = JSON.parse(toJson(storeOf(), { measure: 'sum', compare: '1d' }, WIN, storeOf(DAY)));
  equal([compared.before, compared.series.high.length, compared.series.low.map(({ time }) => time)], ['1d', 2, ['1970-01-01T00:00:00.000Z']]);
});

table('file names', [
  ['CSV', 'csv', 'streamproc-mean-19700102T000000Z.csv'], ['PNG', 'png', 'streamproc-mean-19700102T000000Z.png'],
], (suffix, name) => equal(fileName({ measure: 'mean' }, WIN, suffix), name));

const DRAWING = {
  width: 400, height: 200, plot: { left: 50, top: 10, width: 300, height: 100 }, range: [0, 4_000], xs: [0, 1_000, 2_000, 3_000, 4_000],
  ticks: [{ at: 0, text: '0' }, { at: 1, text: '<10' }], times: [{ time: 2_000, text: '00:00:02\n1970-01-01' }],
  lines: [{ name: 'high', values: [0, 0.5, null, 1, null], filling: [null, null, null, 1, 0.5], width: 3 }],
  under: {
    bands: [{ name: 'high', lows: [0, 0.25, null, null, null], highs: [1, 0.75, null, null, null] }],
    compared: [{ name: 'high', values: [1, null, null, null, null] }], levels: [{ at: 0.5, text: 'threshold 5' }],
  },
  colours: { high: '#f00', 'high-band': '#fee', grid: '#eee', muted: '#777', card: '#fff', text: '#000' },
};

test('the SVG has each line with its gaps, the band, the compared range, the level and the texts', () => {
  const svg = toSvg(DRAWING, 'Events & more', 'from 1 to 2');
  for (const part of [
    'd="M50 172L125 122M273 72h4"', // the line: from one value to the next, then one between two gaps
    'd="M275 72L350 122"', // what is still filling
    'd="M50 72L125 97L125 147L50 172Z"', 'stroke-dasharray="2 3"', '>threshold 5<', '>Events &amp; more<', '>from 1 to 2<', '>&lt;10<', '>00:00:02<', '>1970-01-01<', '>high<',
  ]) equal([part, svg.includes(part)], [part, true]);
});
