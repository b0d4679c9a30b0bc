import { equal, table, test } from './harness.js';
import { STEPS } from '../series.js';
import { age, bucketWords, localTime } from '../text.js';

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

table('local time; these tests run in Newfoundland', [
  ['three and a half hours behind in winter', '2026-01-31T20:35:09.999Z', '2026-01-31 17:05:09'],
  ['two and a half in summer', '2026-07-01T02:29:59Z', '2026-06-30 23:59:59'],
], (utc, text) => equal(localTime(Date.parse(utc)), text));
