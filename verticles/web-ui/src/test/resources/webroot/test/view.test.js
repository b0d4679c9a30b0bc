import { equal, table, test } from './harness.js';
import { LAST_TIME, MAX_BUCKETS } from '../data/contract.js';
import { PRESETS, stepFor } from '../data/series.js';
import { DEFAULT_VIEW, SETTLE, fixed, inZone, isFixed, live, misfit, only, pan, parse, show, shownOf, snapshotQuery, stepOf, time, toQuery, windowAt, words, zoneOf } from '../view/view.js';

const NOW = 1_700_000_000_400; // 400 ms into a second, 20 s into a minute
const DAY = 86_400_000;

table('times', [
  ['epoch milliseconds', '1700000000000', 1_700_000_000_000],
  ['RFC 3339', '2023-11-14T22:13:20Z', 1_700_000_000_000],
  ['with an offset', '2023-11-15T00:13:20+02:00', 1_700_000_000_000],
  ['as the page writes them', '2023-11-14 18:43:20-03:30', 1_700_000_000_000],
  ['without an offset in the local zone', '2023-11-14 18:43:20', 1_700_000_000_000],
  ['a date alone too', '2023-11-14', 1_699_932_600_000],
  ['neither', 'yesterday', NaN],
  ['nothing', '', NaN],
], (text, expected) => equal(time(text), expected));

table('times without an offset in UTC', [
  ['date and time', '2023-11-14 22:13:20', 1_700_000_000_000], ['to the minute', '2023-11-14T22:13', 1_699_999_980_000],
  ['a date', '2023-11-14', 1_699_920_000_000], ['an offset has the last word', '2023-11-14T18:43:20-03:30', 1_700_000_000_000],
], (text, expected) => equal(time(text, 'utc'), expected));

test('a range across the hour that comes twice', () => {
  equal(misfit(time('2026-11-01 01:30:00-02:30'), time('2026-11-01 01:20:00-03:30')), null);
});

table('what an address asks for', [
  ['nothing', '', DEFAULT_VIEW, null],
  ['range and measure', '?range=1h&measure=mean', { preset: '1h', measure: 'mean' }, null],
  ['what nobody knows is the default', '?range=2h&measure=mode', DEFAULT_VIEW, null],
  ['no word out of the language itself', '?measure=toString', DEFAULT_VIEW, null],
  ['a fixed range', '?from=1000&to=61000', { ...DEFAULT_VIEW, from: 1_000, to: 61_000, step: 1_000 }, null],
  ['with a step', '?from=0&to=600000&step=1m', { ...DEFAULT_VIEW, from: 0, to: 600_000, step: 60_000 }, null],
  ['far from 1970', '?from=1700000000000&to=1700000060000&step=5s',
    { ...DEFAULT_VIEW, from: 1_700_000_000_000, to: 1_700_000_060_000, step: 5_000 }, null],
  ['the finest step that can be drawn', '?from=0&to=999000&step=1s', { ...DEFAULT_VIEW, from: 0, to: 999_000, step: 1_000 }, null],
  ['a step that is too fine is coarsened', '?from=0&to=1000000&step=1s', { ...DEFAULT_VIEW, from: 0, to: 1_000_000, step: 5_000 }, null],
  ['a hidden series and a zone', '?range=1h&hide=low&zone=utc', { preset: '1h', measure: 'count', hidden: ['low'], zone: 'utc' }, null],
  ['what can\'t be hidden is not', '?hide=middle&zone=mars', DEFAULT_VIEW, null],
  ['times of a zone', '?from=2023-11-14T22:13:20&to=2023-11-14T22:13:30&zone=utc',
    { ...DEFAULT_VIEW, zone: 'utc', from: 1_700_000_000_000, to: 1_700_000_010_000, step: 1_000 }, null],
  ['half a range', '?from=1000', DEFAULT_VIEW, 'a fixed range needs both from and to'],
  ['the other half', '?to=1000&range=6h', { ...DEFAULT_VIEW, preset: '6h' }, 'a fixed range needs both from and to'],
  ['no times', '?from=a&to=5', DEFAULT_VIEW, 'from and to must be times'],
  ['one time', '?from=5&to=b', DEFAULT_VIEW, 'from and to must be times'],
  ['back to front', '?from=5000&to=1000', DEFAULT_VIEW, 'the range must begin before it ends'],
  ['before 1970', '?from=-1&to=1000', DEFAULT_VIEW, 'times lie between 1970 and 2261'],
  ['after what a date can be', '?from=0&to=9000000000000000', DEFAULT_VIEW, 'times lie between 1970 and 2261'],
  ['more than can be drawn', '?from=0&to=1700000000000', DEFAULT_VIEW, 'a range has at most 999 days'],
], (search, view, problem) => equal(parse(search), { view, problem }));

test('an address leads back to the view it was made of', () => {
  const views = [...PRESETS.map((p) => live(DEFAULT_VIEW, p.id)), { preset: '5m', measure: 'max' }, fixed(DEFAULT_VIEW, 1_000, 99_000),
    show(DEFAULT_VIEW, 'high', false), fixed(inZone(DEFAULT_VIEW, 'utc'), 1_000, 99_000)];
  for (const view of views) equal(parse(toQuery(view)).view, view);
});

test('what is hidden stays so in another range, and is shown again', () => {
  const view = live(fixed(show(inZone(DEFAULT_VIEW, 'utc'), 'high', false), 0, 9_000), '1h');
  equal([shownOf(view), zoneOf(view), view.preset], [['low'], 'utc', '1h']);
  equal(inZone(show(view, 'high', true), 'local'), { preset: '1h', measure: 'count' });
});

table('ranges that fit', [
  ['a second', 0, 1_000, null],
  ['the longest', DAY, 1_000 * DAY, null],
  ['one millisecond longer', DAY, 1_000 * DAY + 1, 'a range has at most 999 days'],
  ['nothing', 1_000, 1_000, 'the range must begin before it ends'],
  ['up to the last millisecond', 9_214_646_399_000, 9_214_646_399_999, null],
  ['and no further', 9_214_646_399_000, 9_214_646_400_000, 'times lie between 1970 and 2261'],
], (from, to, expected) => equal(misfit(from, to), expected));

table('a zoom', [
  ['stays', 1_700_000_000_000.4, 1_700_000_099_000.6, [1_700_000_000_000, 1_700_000_099_001]],
  ['never shows less than five seconds', 10_000, 10_000, [10_000, 15_000]],
  ['never begins before 1970', -5_000, 20_000, [0, 20_000]],
  ['never is longer than can be drawn', 0, 5_000 * DAY, [0, 999 * DAY]],
], (from, to, [start, end]) => {
  const view = fixed({ preset: '1h', measure: 'sum' }, from, to);
  equal([view.preset, view.measure, view.from, view.to, view.step], ['1h', 'sum', start, end, stepFor(end - start)]);
  const { from: first, to: last, step } = windowAt(view, NOW);
  equal((last - first) / step <= MAX_BUCKETS, true);
});

test('a fixed range remembers the live one', () => {
  const view = fixed({ preset: '6h', measure: 'min' }, 0, 5_000);
  equal([isFixed(view), isFixed(live(view))], [true, false]);
  equal(live(view), { preset: '6h', measure: 'min' });
  equal([words(view), words(live(view))], ['the chosen range', 'the last 6 hours']);
});

test('a live window of short buckets ends with the last that is complete', () => {
  const { from, to, complete, step } = windowAt({ preset: '5m', measure: 'count' }, NOW);
  equal([to, complete, step], [1_699_999_998_000, 1_699_999_998_000, 1_000]);
  equal(to - from, 300_000);
});

test('and moves on when the next has settled', () => {
  const view = { preset: '1m', measure: 'count' };
  const end = 1_700_000_000_000;
  equal(windowAt(view, end + SETTLE - 1).to, end - 1_000);
  equal(windowAt(view, end + SETTLE).to, end);
});

test('a live window of long buckets shows the one that is filling too', () => {
  const { from, to, complete, step } = windowAt({ preset: '6h', measure: 'count' }, NOW);
  equal([to - complete, step, to - from], [60_000, 60_000, 21_600_000]);
  equal(complete <= NOW && NOW < to, true);
});

test('a fixed range up to the last millisecond asks for no time that the server refuses', () => {
  for (const step of [1_000, DAY]) {
    const view = fixed(DEFAULT_VIEW, LAST_TIME - 10 * DAY, LAST_TIME + 1, step);
    equal(snapshotQuery(view, NOW).to, LAST_TIME);
  }
});

test('a fixed window is whole buckets around the range', () => {
  const view = fixed(DEFAULT_VIEW, 61_000, 179_000, 60_000);
  const { from, to } = windowAt(view, NOW);
  equal([from, to], [60_000, 180_000]);
  equal(windowAt(fixed(DEFAULT_VIEW, 60_000, 180_000, 60_000), NOW).to, 180_000);
});

test('a change of step asks for whole buckets of the new one, up to now', () => {
  for (const { id, step } of PRESETS) {
    const view = live(DEFAULT_VIEW, id);
    const { from, to } = windowAt(view, NOW);
    const query = snapshotQuery(view, NOW);
    equal(stepOf(view), step);
    equal([query.from, query.from % step, query.to % step], [from, 0, 0]);
    equal([query.to > NOW, query.to >= to, query.to - NOW <= step], [true, true, true]);
  }
});

test('one series alone, and all again', () => {
  const alone = only(DEFAULT_VIEW, 'low');
  equal([shownOf(alone), shownOf(only(alone, 'low')), shownOf(only(alone, 'high'))], [['low'], ['high', 'low'], ['high']]);
});

test('an option of the browser holds unless the address has it', () => {
  equal(parse('?range=1h', { zone: 'utc' }).view, { preset: '1h', measure: 'count', zone: 'utc' });
});

test('a live view moves back through history by whole buckets, in the same width', () => {
  const { from, to } = windowAt(DEFAULT_VIEW, NOW);
  const moved = pan(DEFAULT_VIEW, -75_400, NOW);
  equal([moved.from, moved.to, moved.step, moved.preset], [from - 75_000, to - 75_000, 1_000, '5m']);
  equal(pan(moved, 75_000, NOW), DEFAULT_VIEW);
});

test('back at the newest bucket it is live again, for each range', () => {
  for (const { id } of PRESETS) {
    const view = live(DEFAULT_VIEW, id);
    const { from, to } = windowAt(view, NOW);
    const moved = pan(view, from - to, NOW);
    equal([moved.to, moved.from], [from, from - (to - from)]);
    equal(pan(moved, 9 * (to - from), NOW), view);
  }
});

test('a range of another length ends at the newest complete bucket, and begins after 1970', () => {
  const zoomed = fixed(DEFAULT_VIEW, NOW - 100_000, NOW - 80_000);
  const last = pan(zoomed, DAY, NOW);
  equal([isFixed(last), last.to, last.to - last.from], [true, 1_699_999_998_000, windowAt(zoomed, NOW).to - windowAt(zoomed, NOW).from]);
  equal(pan(zoomed, -9e15, NOW).from, 0);
});
