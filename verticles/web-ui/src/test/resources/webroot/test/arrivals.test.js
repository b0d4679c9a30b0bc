import { equal, table, test } from './harness.js';
import { Arrivals } from '../data/arrivals.js';

const SINCE = 100_000; // the server's time when this began to listen; steady time is 0 then

function arrivalsOf(...updates) {
  const arrivals = new Arrivals(SINCE);
  const grown = updates.map(([time, ...buckets]) => arrivals.live('low', buckets, time, time - SINCE));
  return { arrivals, grown };
}

table('when events last came', [
  ['never', [], null],
  ['in a second that began since', [[103_000, [102_000, 1]]], 7_000],
  ['when a second grows', [[103_000, [102_000, 1]], [104_000, [102_000, 2]]], 6_000],
  ['not when it is told again', [[103_000, [102_000, 1]], [109_000, [102_000, 1]]], 7_000],
  ['of the time before, at its end at the latest', [[105_000, [95_000, 9]]], 14_000],
  ['grown since, now', [[103_000, [95_000, 9]], [104_000, [95_000, 10]]], 6_000],
  ['events ahead of time come when they come', [[103_000, [158_000, 1]]], 7_000],
  ['and do not count again', [[103_000, [158_000, 1]], [109_000, [158_000, 1]]], 7_000],
], (updates, age) => {
  const { arrivals } = arrivalsOf(...updates);
  equal([arrivals.age('low', 10_000), arrivals.age('high', 10_000)], [age, null]);
});

test('each event is counted once, from when this began to listen', () => {
  const { grown } = arrivalsOf([103_000, [99_000, 5], [102_000, 3]], [104_000, [99_000, 6], [102_000, 7]], [105_000, [102_000, 7]]);
  equal(grown, [[[102_000, 3]], [[99_000, 1], [102_000, 4]], []]);
});

test('the newest event is one that is not ahead of time', () => {
  const { arrivals } = arrivalsOf([103_000, [102_000, 3], [158_000, 1]]);
  equal([arrivals.newest('low', 103_000), arrivals.newest('low', Infinity), arrivals.newest('high', Infinity)], [102_000, 158_000, null]);
});

table('of the first snapshot the best is believed', [
  ['nothing', { grown: null, newest: null }, 1_000, null],
  ['a bucket that is over', { grown: 92_000, newest: 92_000 }, 1_000, 7_000],
  ['one that is filling', { grown: 60_000, newest: 60_000 }, 60_000, 0],
], (seen, step, age) => {
  const arrivals = new Arrivals(SINCE);
  arrivals.snapshot('high', seen, step, 100_000, 50_000);
  equal(arrivals.age('high', 50_000), age);
});

test('of a further one only what is certain: a change of range makes nothing fresh', () => {
  const arrivals = new Arrivals(SINCE);
  arrivals.snapshot('high', { grown: 80_000, newest: 80_000 }, 1_000, 100_000, 50_000);
  equal(arrivals.age('high', 50_000), 19_000);
  arrivals.snapshot('high', { grown: 60_000, newest: 60_000 }, 60_000, 100_000, 50_000);
  equal(arrivals.age('high', 50_000), 19_000);
  arrivals.snapshot('high', { grown: 95_000, newest: 95_000 }, 1_000, 100_000, 50_000);
  equal(arrivals.age('high', 50_000), 5_000);
});

test('after a sleep the next snapshot tells, whether or not anything has grown', () => {
  const { arrivals } = arrivalsOf([103_000, [102_000, 1]]);
  arrivals.forget();
  equal(arrivals.age('low', 3_000), null);
  arrivals.snapshot('low', { grown: null, newest: 102_000 }, 1_000, 203_000, 4_000);
  equal(arrivals.age('low', 4_000), 100_000);
});

test('after a restart with an empty store counts begin anew', () => {
  const { arrivals } = arrivalsOf([103_000, [102_000, 50]]);
  arrivals.listen(104_000);
  equal(arrivals.live('low', [[105_000, 2]], 105_500, 5_500), [[105_000, 2]]);
});

test('what is remembered is bounded', () => {
  const arrivals = new Arrivals(0);
  for (let i = 0; i < 5_000; i++) arrivals.live('high', [[i * 1_000, 1]], i * 1_000, 0);
  equal([arrivals.newest('high', 3_700_000), arrivals.newest('high', Infinity)], [null, 4_999_000]);
});
