import { equal, table } from './harness.js';
import { STALE_AFTER, describe } from '../status.js';

const GOOD = {
  connection: 'open', catchingUp: false, problem: null, unavailable: [], empty: false, paused: false, fixed: false, age: 900,
};
const AWAY = { text: 'no aggregator is running', fatal: false };

table('the state in words', [
  ['all is well', {}, 'live', 'Live'],
  ['just opened', { connection: 'connecting', catchingUp: true, empty: true, age: null }, 'connecting', 'Connecting'],
  ['connection lost', { connection: 'closed' }, 'reconnecting', 'Reconnecting'],
  ['a lost connection says more than the lost snapshot', { connection: 'closed', problem: AWAY }, 'reconnecting', 'Reconnecting'],
  ['after a gap', { catchingUp: true }, 'catching-up', 'Catching up'],
  ['no snapshot, nothing to show', { problem: AWAY, empty: true }, 'reconnecting', 'No data: no aggregator is running; trying again'],
  ['no snapshot, something to show', { problem: AWAY }, 'reconnecting', 'Out of date: no aggregator is running; trying again'],
  ['asked for what can\'t be', { problem: { text: 'too long', fatal: true }, connection: 'closed' }, 'error', "Can't show this: too long"],
  ['old events only', { age: STALE_AFTER + 1 }, 'stale', 'Stale: no new events'],
  ['not so old', { age: STALE_AFTER }, 'live', 'Live'],
  ['nothing at all', { empty: true, age: null }, 'empty', 'No data yet'],
  ['paused', { paused: true, age: 99_000 }, 'paused', 'Paused, still collecting'],
  ['a fixed range has no freshness', { fixed: true, age: 99_000 }, 'history', 'Fixed range'],
  ['a fixed range without events', { fixed: true, empty: true }, 'history', 'No events in this range'],
  ['one store away', { unavailable: ['low'] }, 'stale', 'Live; low unavailable, its store does not answer'],
  ['both stores away', { unavailable: ['high', 'low'], empty: true }, 'empty',
    'No data yet; high and low unavailable, their stores do not answer'],
], (what, kind, text) => equal(describe({ ...GOOD, ...what }), { kind, text }));
