import { equal, table, test } from './harness.js';
import { PaintTimes, ServerClock, Silence } from '../clock.js';

function clockOf(...samples) {
  const clock = new ServerClock(() => 1_000_000);
  samples.forEach((sample) => clock.sample(...sample));
  return clock;
}

table("the server's time", [
  ['no sample: our own', [], 0],
  ['half way between request and answer', [[1_000, 1_200, 6_100]], 5_000],
  ['the shortest round trip is the best sample', [[0, 4_000, 9_000], [5_000, 5_010, 5_105], [6_000, 9_000, 20_000]], 100],
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

test('a second that shows up is a sample at the next painting, once', () => {
  const paint = new PaintTimes();
  paint.painted(9_000);
  equal([paint.ages(), paint.newest()], [[], null]);
  paint.arrived(10_000);
  paint.painted(10_700);
  paint.painted(11_000);
  equal([paint.ages(), paint.newest()], [[700], 10_000]);
});

table('what is no sample of the way to the screen', [
  ['an older second', [[9_000, 11_000]]],
  ['the same second again', [[10_000, 12_000]]],
  ['a replay of long ago', [[20_000, 20_000 + PaintTimes.REPLAY + 1]]],
  ['an event from the future', [[20_000, 19_000]]],
], (later) => {
  const paint = new PaintTimes();
  paint.arrived(10_000);
  paint.painted(10_700);
  later.forEach(([start, time]) => {
    paint.arrived(start);
    paint.painted(time);
  });
  equal(paint.ages(), [700]);
});

table('what just still is one', [
  ['this very moment', [20_000, 20_000], 0],
  ['an hour ago', [20_000, 20_000 + PaintTimes.REPLAY], PaintTimes.REPLAY],
], ([start, time], age) => {
  const paint = new PaintTimes();
  paint.arrived(start);
  paint.painted(time);
  equal(paint.ages(), [age]);
});

test('what arrived while nothing was drawn is passed over', () => {
  const paint = new PaintTimes();
  paint.arrived(10_000);
  paint.skip();
  paint.painted(90_000);
  equal([paint.ages(), paint.newest()], [[], 10_000]);
});

test('only the latest samples count', () => {
  const paint = new PaintTimes();
  for (let i = 1; i <= 400; i++) {
    paint.arrived(i * 1_000);
    paint.painted(i * 1_000 + i);
  }
  equal([paint.ages().length, paint.ages()[0], paint.ages().at(-1)], [300, 101, 400]);
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
});

test('a silence is news until it has been asked about', () => {
  const silence = silenceAt([[1_000, 'high'], [1_000, 'low'], [9_000]]);
  equal([silence.begunSince(0), silence.begunSince(5_000), silence.begunSince(5_001)], [true, true, false]);
});
