import { equal, table, test } from './harness.js';
import { STEPS } from '../data/contract.js';
import { age, amount, bucketWords, stamp, timeOfDay } from '../words/text.js';
import { time } from '../view/view.js';

table('lengths of time', [
  ['below nothing', -5, '0 ms'],
  ['milliseconds', 340.4, '340 ms'],
  ['a second', 1_000, '1.0 s'],
  ['seconds with a tenth', 1_240, '1.2 s'],
  ['ten seconds', 10_000, '10 s'],
  ['seconds', 12_400, '12 s'],
  ['a minute', 60_000, '1 min'],
  ['minutes', 150_000, '3 min'],
  ['an hour', 3_600_000, '1 h'],
  ['hours', 5 * 3_600_000, '5 h'],
  ['two days', 172_800_000, '2 d'],
  ['days', 10 * 86_400_000, '10 d'],
], (ms, words) => equal(age(ms), words));

test('what a bucket spans', () => {
  equal(STEPS.map(bucketWords), ['second', '5 seconds', '10 seconds', 'minute', '5 minutes', 'hour', 'day']);
});

table('times with their offset; these tests run in Newfoundland', [
  ['three and a half hours behind in winter', '2026-01-31T20:35:09.999Z', '2026-01-31 17:05:09-03:30', '2026-01-31 20:35:09Z'],
  ['two and a half in summer', '2026-07-01T02:29:59Z', '2026-06-30 23:59:59-02:30', '2026-07-01 02:29:59Z'],
  ['the hour that comes twice, at first', '2026-11-01T03:45:00Z', '2026-11-01 01:15:00-02:30', '2026-11-01 03:45:00Z'],
  ['the hour that comes twice, again', '2026-11-01T04:45:00Z', '2026-11-01 01:15:00-03:30', '2026-11-01 04:45:00Z'],
  ['long ago', '1970-01-01T00:00:00Z', '1969-12-31 20:30:00-03:30', '1970-01-01 00:00:00Z'],
], (utc, local, other) => {
  const ms = Math.floor(Date.parse(utc) / 1_000) * 1_000;
  equal([stamp(ms), stamp(ms, 'utc')], [local, other]);
  equal([time(local), time(other)], [ms, ms]);
});

test('the time of day follows the zone', () => {
  const ms = Date.parse('2026-01-31T20:35:09Z');
  equal([timeOfDay(ms), timeOfDay(ms, 'utc')], ['17:05:09', '20:35:09']);
});

table('amounts of any size are short', [
  ['zero', 0, '0'], ['a fraction', 0.03, '0.03'], ['a fine fraction', 0.0012345, '0.00123'],
  ['very small', 1.5e-9, '1.5e-9'], ['the least', 5e-324, '4.941e-324'],
  ['usual', 7.2456, '7.246'], ['thousands', 1234567.891, '1,234,567.891'], ['below zero', -9999, '-9,999'],
  ['a float\'s greatest', 3.4e38, '3.4e38'], ['huge', 1e290, '1e290'], ['the greatest', Number.MAX_VALUE, '1.798e308'],
  ['beyond', -Infinity, '-∞'], ['no number', NaN, '–'],
], (v, text) => equal(amount(v), text));
