import { equal, table, test } from './harness.js';
import { load, keep } from '../view/kept.js';
import * as options from '../view/options.js';

table('options of an address', [
  ['none', '', {}], ['defaults are absent', 'hide=&zone=local&band=on&threshold=5&compare=off&theme=system', {}],
  ['hidden series', 'hide=low,middle', { hidden: ['low'] }], ['a zone', 'zone=utc', { zone: 'utc' }],
  ['no band', 'band=off', { band: 'off' }], ['another threshold', 'threshold=-7.5', { threshold: -7.5 }],
  ['no threshold', 'threshold=off', { threshold: 'off' }], ['a threshold that is no number', 'threshold=x', {}],
  ['an empty threshold', 'threshold=', {}], ['a decimal comma', 'threshold=7,5', { threshold: 7.5 }], ['a day before', 'compare=1d', { compare: '1d' }],
  ['nothing that an object has by itself', 'compare=constructor&theme=toString', {}], ['dark', 'theme=dark', { theme: 'dark' }],
], (query, expected) => {
  const read = options.read(new URLSearchParams(query));
  equal(read, expected);
  equal(options.read(new URLSearchParams(options.write(read))), expected);
});

test('the address takes precedence over what this browser keeps', () => {
  const kept = { zone: 'utc', theme: 'dark' };
  equal(options.read(new URLSearchParams('theme=light'), kept), { zone: 'utc', theme: 'light' });
  equal(options.read(new URLSearchParams('zone=local'), kept), { theme: 'dark' });
  equal(options.read(new URLSearchParams(''), { zone: 'mars', theme: 'dark' }), { theme: 'dark' });
});

table('the threshold to draw', [
  ['the usual one', {}, 5], ['another one', { threshold: 7 }, 7], ['zero', { threshold: 0 }, 0], ['none', { threshold: 'off' }, null],
], (view, expected) => equal(options.thresholdIn(view), expected));

/** A storage in memory. */
function storage() {
  const items = new Map();
  return { getItem: (key) => items.get(key) ?? null, setItem: (key, value) => items.set(key, value) };
}

test('zone and colours are kept, and nothing else of a view', () => {
  const held = storage();
  equal(load(() => held), {});
  const view = { preset: '5m', zone: 'utc', compare: '1d', theme: 'dark' };
  keep(view, 'zone', () => held);
  keep(view, 'compare', () => held);
  equal(load(() => held), { zone: 'utc' }); // the colours came with a link
  keep(view, 'theme', () => held);
  equal(load(() => held), { zone: 'utc', theme: 'dark' });
  keep({ ...view, zone: undefined }, 'zone', () => held);
  equal(load(() => held), { theme: 'dark' });
});

table('without a storage, or with a spoilt one, nothing is kept', [
  ['forbidden', () => { throw new Error('denied'); }], ['spoilt', () => ({ getItem: () => '{' })], ['null', () => ({ getItem: () => 'null' })],
], (at) => {
  keep({ zone: 'utc' }, 'zone', at);
  equal(load(at), {});
});
