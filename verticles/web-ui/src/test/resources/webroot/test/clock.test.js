import { equal, table, test } from './harness.js';
import { ClockJumps, PaintTimes, ServerClock, Silence, SteadyTimes } from '../data/clock.js';
import { quantile } from '../data/series.js';

function clockOf(...samples) {
  const clock = new ServerClock(() => 1_000_000);
  samples.forEach((sample) => clock.sample(...sample));
  return clock;
}

table("the server's time", [
  ['no sample: our own', [], 0],
  ['half way between request and answer', [[1_000, 1_200, 6_100]], 5_000],
  ['the shortest round trip is the best sample', [[0, 4_000, 3_000], [5_000, 5_010, 5_105], [6_000, 9_000, 8_500]], 100],
  ['our clock was set forward by ten minutes', [[0, 10, 5], [620_000, 620_300, 20_150]], -600_000],
  ['and back', [[620_000, 620_010, 20_005], [40_000, 40_300, 40_150]], 0],
  ['the server\'s clock was set', [[0, 10, 5], [20_000, 20_300, 50_150]], 30_000],
  ['a longer trip that says the same is no better', [[0, 10, 105], [20_000, 20_300, 20_270]], 100],
  ['a clock that is ahead of the server', [[9_000, 9_000, 2_000]], -7_000],
], (samples, offset) => {
  const clock = clockOf(...samples);
  equal(clock.offset(), offset);
  equal(clock.time(), 1_000_000 + offset);
});

test('a sample is forgotten after eight more: clocks drift', () => {
  const clock = clockOf([0, 1, 100.5]);
  for (let i = 0; i < 8; i++) clock.sample(1_000, 1_100, 1_250);
  equal(clock.offset(), 200);
});

test('that this clock was set is noticed once', () => {
  let [wall, since] = [1_000_000, 0];
  const jumps = new ClockJumps(() => wall, () => since);
  const after = (w, s) => {
    [wall, since] = [wall + w, since + s];
    return jumps.happened();
  };
  equal([after(5_000, 5_000), after(600_000, 1_000), after(1_000, 1_000), after(-600_000, 0)], [false, true, false, true]);
  equal([after(60_000, 100), after(1_500, 1_000), after(1_500, 1_000), after(1_500, 1_000)], [true, false, false, false]);
});

test('each event that arrives is a sample at the next painting, once, from the start of its second', () => {
  const paint = new PaintTimes();
  paint.painted(9_000);
  equal(paint.ages(), []);
  paint.arrived(10_000, 3);
  paint.arrived(10_000, 4);
  paint.painted(10_900);
  paint.painted(11_000);
  paint.arrived(10_000, 1);
  paint.painted(11_700);
  equal(paint.ages(), [[900, 3], [900, 4], [1_700, 1]]);
});

test('what is said is an upper bound for each event', () => {
  // Forty events spread over a second, each painted at the next tick, 300 ms after it.
  const [paint, delays] = [new PaintTimes(), []];
  for (let i = 0; i < 40; i++) {
    const time = 50_000 + i * 25;
    const tick = Math.ceil((time + 1) / 500) * 500 + 300;
    delays.push([tick - time, 1]);
    paint.arrived(50_000, 1);
    paint.painted(tick);
  }
  for (const p of [0.01, 0.5, 0.9, 0.99]) equal(quantile(paint.ages(), p) >= quantile(delays, p), true);
});

table('what is no sample of the way to the screen', [
  ['a replay of long ago', 20_000, 20_000 + PaintTimes.REPLAY + 1, []],
  ['an event from the future', 20_000, 19_000, []],
  ['this very moment just is', 20_000, 20_000, [[0, 1]]],
  ['an hour ago just is', 20_000, 20_000 + PaintTimes.REPLAY, [[PaintTimes.REPLAY, 1]]],
], (start, time, ages) => {
  const paint = new PaintTimes();
  paint.arrived(start, 1);
  paint.painted(time);
  equal(paint.ages(), ages);
});

test('what arrived while nothing was drawn is passed over', () => {
  const paint = new PaintTimes();
  paint.arrived(10_000, 1);
  paint.skip();
  paint.painted(90_000);
  equal(paint.ages(), []);
});

test('only the latest samples count', () => {
  const paint = new PaintTimes();
  for (let i = 1; i <= 400; i++) {
    paint.arrived(i * 1_000, 1);
    paint.painted(i * 1_000 + i);
  }
  equal([paint.ages().length, paint.ages()[0], paint.ages().at(-1)], [300, [101, 1], [400, 1]]);
});

function silenceAt(times) {
  let now = 0;
  const silence = new Silence(['high', 'low'], () => now);
  times.forEach(([time, name]) => {
    now = time;
    if (name) silence.heard(name);
  });
  return silence;
}

table('silence', [
  ['not at once', [[4_000]], [false, false, false]],
  ['after a while', [[4_001]], [true, true, true]],
  ['of one series', [[4_000, 'high'], [8_000]], [true, false, true]],
  ['ended', [[4_000, 'high'], [9_000, 'high'], [9_000, 'low']], [false, false, false]],
], (times, [some, all, begun]) => {
  const silence = silenceAt(times);
  equal([silence.some(), silence.all(), silence.begunSince(3_000)], [some, all, begun]);
  equal([silence.quiet('high') || silence.quiet('low'), silence.quiet('high') && silence.quiet('low')], [some, all]);
});

test('a silence is news until it has been asked about', () => {
  const silence = silenceAt([[1_000, 'high'], [1_000, 'low'], [9_000]]);
  equal([silence.begunSince(0), silence.begunSince(5_000), silence.begunSince(5_001)], [true, true, false]);
});

test('a time that is computed again with a slightly other clock stays the same', () => {
  const times = new SteadyTimes();
  equal([20_999, 21_001, 20_998, 22_400, 21_900, 9_000].map((t) => times.of('high', t)), [20_999, 20_999, 20_999, 22_400, 22_400, 9_000]);
  equal(times.of('low', 21_001), 21_001);
});
