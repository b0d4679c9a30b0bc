import { equal, table, test } from './harness.js';
import { Journey, PATIENCE } from '../submit/journey.js';
import { eventOf } from '../submit/line.js';
import { positionOf, rateAt } from '../submit/producer.js';

const NOW = 1_700_000_000_000;

table('an event as a person writes it', [
  ['an amount', '7.2', NOW, 7.2],
  ['a negative one, with blanks', ' -0.5 ', NOW, -0.5],
  ['an exponent', '1e3', NOW, 1000],
  ['a time and an amount', '2026-01-31T17:05:09Z,7.2', Date.UTC(2026, 0, 31, 17, 5, 9), 7.2],
  ['with a blank in the time', '2026-01-31 17:05:09+01:00, 7', Date.UTC(2026, 0, 31, 16, 5, 9), 7],
  ['epoch milliseconds and a semicolon', '1700000000123;7.2', 1_700_000_000_123, 7.2],
  ['a tab and quotes', '"1700000000123"\t"7.2"', 1_700_000_000_123, 7.2],
  ['a time without an offset, in the chosen zone', '2026-01-31 17:05,7', Date.UTC(2026, 0, 31, 17, 5), 7],
], (text, time, amount) => {
  const event = eventOf(text, NOW, 'utc');
  equal([event.time, JSON.parse(event.body)], [time, { amount, time }]);
});

table('no event', [
  ['nothing', ''], ['a word', 'seven'], ['a decimal comma', '7,2'], ['two commas', '7,2,1'], ['two amounts', '7.2;3'],
  ['epoch seconds', '1700000000,7'], ['hexadecimal', '0x10'], ['infinite', '1e999'],
  ['two words', 'a,b'], ['a wrong time', '2026-99-99,7'], ['a header', 'time,amount'],
], (text) => equal(eventOf(text, NOW, 'utc'), null));

const WINDOW = { from: NOW - 300_000, to: NOW + 1_000, step: 1_000 };

test('an event is on the chart once its series is read after the store, and its time is in the window', () => {
  const journey = new Journey(NOW, 100);
  journey.accept(105);
  journey.paint(WINDOW, () => Infinity, 110);
  equal(journey.drawn, null);
  journey.store({}, 120);
  equal(journey.stored, null);
  journey.store({ high: NOW + 30 }, 130);
  journey.store({ high: NOW + 30 }, 170);
  equal(journey.stored, { series: 'high', at: NOW + 30, after: 30 });
  journey.paint(WINDOW, () => NOW + 29, 140);
  journey.paint(WINDOW, () => undefined, 140);
  journey.paint({ ...WINDOW, to: NOW }, () => Infinity, 140);
  equal([journey.drawn, journey.isOver(140)], [null, false]);
  journey.paint(WINDOW, (name) => (name === 'high' ? NOW + 30 : 0), 150);
  equal([journey.accepted, journey.drawn, journey.isOver(151)], [5, 50, true]);
});

table('whether the chart shows the time of an event', [
  ['inside', 0, false, true], ['after a fixed window', 2_000, false, false], ['after a moving one, which comes to it', 2_000, true, true],
  ['before a moving one', -400_000, true, false],
], (after, moving, shown) => equal(new Journey(NOW + after, 0).isWithin(WINDOW, moving), shown));

test('the way of an event ends with a refusal, or after a minute', () => {
  const refused = new Journey(NOW, 0);
  refused.refuse('no');
  equal([refused.isOver(1), new Journey(NOW, 0).isOver(PATIENCE), new Journey(NOW, 0).isOver(PATIENCE + 1)], [true, false, true]);
});

table('rates on the slider', [
  ['the least', 0, 1], ['two digits', 1, 1.3], ['the usual', 13, 20], ['a decade', 20, 100], ['the greatest', 40, 10_000],
], (position, rate) => equal([rateAt(position), positionOf(rate)], [rate, position]));

test('a rate below the slider is at its begin', () => equal(positionOf(0.1), 0));
