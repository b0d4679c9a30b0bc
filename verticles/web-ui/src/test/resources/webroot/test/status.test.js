import { equal, table } from './harness.js';
import { BEHIND_AFTER, POLLS_AFTER, STALE_AFTER, describe, seriesState } from '../readout/status.js';

const HIGH = { name: 'high', state: 'live', heard: true, since: '17:05:09', lag: 900 };
const LOW = { ...HIGH, name: 'low', since: '17:05:10' };
const GOOD = {
  connection: 'open', waited: 0, refused: null, catchingUp: false, problem: null, empty: false, paused: false, fixed: false,
  range: 'the last minute', series: [HIGH, LOW],
};
const AWAY = { text: 'no aggregator is running', fatal: false };
const high = (state) => [{ ...HIGH, state }, LOW];
const both = (what) => [{ ...HIGH, ...what }, { ...LOW, ...what }];
const QUIET = both({ heard: false });
const CUT = { connection: 'closed', waited: POLLS_AFTER + 1 };

table('the state in words', [
  ['all is well', {}, 'live', 'Live'],
  ['just opened', { connection: 'connecting', catchingUp: true, empty: true }, 'connecting', 'Connecting'],
  ['connection lost', { connection: 'closed', waited: POLLS_AFTER }, 'reconnecting', 'Reconnecting'],
  ['a lost connection says more than the lost snapshot', { ...CUT, problem: AWAY }, 'reconnecting', 'Reconnecting'],
  ['nothing is reached from the start', { ...CUT, connection: 'connecting', problem: AWAY }, 'reconnecting', 'Reconnecting'],
  ['snapshots come, a connection does not', CUT, 'live', 'Live by polling: no live connection'],
  ['nor does it ever open', { ...CUT, connection: 'connecting' }, 'live', 'Live by polling: no live connection'],
  ['the server says why', { ...CUT, refused: 'https://x may not listen here' }, 'live', 'Live by polling, because https://x may not listen here'],
  ['and no snapshot comes', { ...CUT, refused: 'x may not', problem: AWAY }, 'reconnecting', 'Reconnecting: x may not'],
  ['after a gap', { catchingUp: true }, 'catching-up', 'Catching up'],
  ['no snapshot, nothing to show', { problem: AWAY, empty: true, series: QUIET }, 'reconnecting', 'No data: no aggregator is running; trying again'],
  ['no snapshot, something to show', { problem: AWAY, series: QUIET }, 'reconnecting',
    'Out of date since 17:05:09: no aggregator is running; trying again'],
  ['no snapshot, and one series goes on', { problem: AWAY, series: [QUIET[0], LOW] }, 'stale',
    'Live: low; high out of date since 17:05:09: no aggregator is running'],
  ['no snapshot, and both go on', { problem: AWAY }, 'stale', "Live, but the past can't be read: no aggregator is running"],
  ['asked for what can\'t be', { problem: { text: 'too long', fatal: true }, connection: 'closed' }, 'error', "Can't show this: too long"],
  ['old events only', { series: both({ state: 'late' }) }, 'stale', 'Stale: no new events since 17:05:09'],
  ['one series stands still', { series: high('late') }, 'stale', 'Live; no new high events since 17:05:09'],
  ['of one series nothing ever came', { series: high('none') }, 'stale', 'Live; no high events in the last minute'],
  ['one series is not known', { series: high('unknown') }, 'stale', 'Live; high not known yet'],
  ['one series is behind', { series: [{ ...HIGH, state: 'behind', lag: 300_000 }, LOW] }, 'stale', 'Live; high is 5 min behind'],
  ['nothing at all', { empty: true, series: both({ state: 'none' }) }, 'empty', 'No data yet'],
  ['paused', { paused: true, series: both({ state: 'late' }) }, 'paused', 'Paused, still collecting'],
  ['a fixed range has no freshness', { fixed: true, series: both({ state: 'late' }) }, 'history', 'Fixed range'],
  ['a fixed range without events', { fixed: true, empty: true }, 'history', 'No events in this range'],
  ['of which a part is not known', { fixed: true, empty: true, series: high('away') }, 'history',
    'No data; high unavailable since 17:05:09: its store does not answer'],
  ['one store away', { series: high('away') }, 'stale', 'Live; high unavailable since 17:05:09: its store does not answer'],
  ['a store away in a new tab', { series: [{ ...HIGH, state: 'away', since: null }, LOW] }, 'stale',
    'Live; high unavailable: its store does not answer'],
  ['one away, the other stands still', { series: [{ ...HIGH, state: 'away' }, { ...LOW, state: 'late' }] }, 'stale',
    'Stale: no new events since 17:05:10; high unavailable since 17:05:09: its store does not answer'],
  ['both stores away, nothing is known', { empty: true, series: both({ state: 'away', since: null }) }, 'stale',
    'No data; high unavailable: its store does not answer; low unavailable: its store does not answer'],
], (what, kind, text) => equal(describe({ ...GOOD, ...what }), { kind, text }));

table('how a series is', [
  ['its store does not answer', { away: true, known: false }, 'away'],
  ['not asked yet', { known: false, age: 0 }, 'unknown'],
  ['no event', { age: null, lag: null }, 'none'],
  ['just in time', { age: STALE_AFTER, lag: BEHIND_AFTER }, 'live'],
  ['too long ago', { age: STALE_AFTER + 1 }, 'late'],
  ['events ahead of time don\'t hide that', { age: STALE_AFTER + 1, lag: -55_000 }, 'late'],
  ['events come, but old ones', { lag: BEHIND_AFTER + 1 }, 'behind'],
  ['events ahead of time alone', { lag: null }, 'live'],
], (what, state) => equal(seriesState({ known: true, away: false, age: 900, lag: 900, ...what }), state));
