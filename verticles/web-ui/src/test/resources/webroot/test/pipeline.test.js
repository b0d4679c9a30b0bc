import { equal, test } from './harness.js';
import { countOf, figuresOf, isState, linesOf, rate, stateOf } from '../pipeline/figures.js';

const figures = (more = {}) => ({ totals: {}, rates: {}, gauges: {}, ...more });
const instance = (state, more = {}) => ({ id: 'a', since: 1, age: 0, state, reasons: {}, figures: figures(), ...more });
const texts = (role) => linesOf(role).map(({ text }) => text);

test('a state is a symbol and a word, also one that the page does not know', () => {
  equal(stateOf({ state: 'not-ready' }), { id: 'not-ready', symbol: '✕', text: 'not ready' });
  equal(stateOf({ state: 'hasOwnProperty' }), { id: 'unknown', symbol: '?', text: 'unknown' });
});

test('the box has flows, lag and troubles, and only what there is', () => {
  const all = figures({
    totals: { eventsIn: 10, eventsOut: 9, retries: 12, dead: 0, eventsRefused: 3 },
    rates: { eventsIn: 1_234.4, eventsOut: 0.55, retries: 0.4, dead: 0, eventsRefused: 0 },
    gauges: { lag: 1_200, lagSeconds: 3.2 },
  });
  equal(linesOf({ instances: [instance('ready')], figures: all }), [
    { kind: 'flow', text: 'in 1,234 events/s' },
    { kind: 'flow', text: 'out 0.6 events/s' },
    { kind: 'lag', text: 'lag 1,200, 3.2 s' },
    { kind: 'trouble', text: 'events refused 3' },
    { kind: 'trouble', text: 'retries 12 (0.4/s)' },
  ]);
  equal(texts({ instances: [instance('ready')], figures: figures({ gauges: { lag: 0, lagSeconds: 0 } }) }), ['lag 0']);
});

test('the reason is the role’s own words', () => {
  const role = { instances: [instance('ready'), instance('not-ready', { reasons: { tally: 'no <store>' } })], figures: figures() };
  equal(linesOf(role), [{ kind: 'why', text: 'no <store>' }]);
});

test('without figures the page says why', () => {
  equal(texts({ state: 'unknown', instances: [] }), ['not on the event bus: its own management port has its figures']);
  equal(texts({ state: 'none', instances: [] }), ['no instance reports']);
  equal(texts({ instances: [instance('ready', { figures: undefined })] }), ['metrics are off']);
  equal(texts({ instances: [instance('silent')] }), []); // not that its metrics are off
  equal(figuresOf(instance('ready', { figures: undefined })), ['metrics are off']);
});

test('instances are counted, by state if these differ', () => {
  equal(countOf({ instances: [instance('ready')] }), '1 instance');
  equal(countOf({ instances: [instance('ready'), instance('ready')] }), '2 instances');
  equal(countOf({ instances: [instance('ready'), instance('silent'), instance('ready')] }), '2 ready, 1 silent');
});

test('an instance has all figures, those of other roles by their names', () => {
  const all = figures({ totals: { apples: 3, eventsIn: 1_000 }, rates: { apples: 0, eventsIn: 20 }, gauges: { lagSeconds: 90, pears: 1.5 } });
  equal(figuresOf({ figures: all }), ['events in 1,000 (20/s)', 'apples 3', 'age of the lag 2 min', 'pears 1.5']);
});

test('small rates have a decimal', () => {
  equal([0, 0.04, 0.26, 9.99, 10.4, 12_345.6].map(rate), ['0', '0', '0.3', '10', '10', '12,346']);
});

test('what is no state is not shown', () => {
  equal([null, {}, { roles: {} }, { roles: [{}] }, 7].map(isState), [false, false, false, false, false]);
  equal([{ roles: [] }, { roles: [{ instances: [] }] }].map(isState), [true, true]);
});
