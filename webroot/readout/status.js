/** The state of the page as text. Pure. */
import { age } from '../words/text.js';
import { say } from '../words/words.js';

/** A series without new events for this time (milliseconds) is stale. */
export const STALE_AFTER = 10_000;

/** A series whose newest event is older than this (milliseconds) is behind. */
export const BEHIND_AFTER = 30_000;

/** Without a live connection for this time (milliseconds) the page shows that it polls. */
export const POLLS_AFTER = 3_000;

/**
 * The state of one series.
 *
 * @param known whether its store has ever answered for this view
 * @param away whether its store is unavailable now
 * @param age milliseconds since events last arrived, or null
 * @param lag age of its newest event, or null; negative if that is ahead of time
 * @returns away, unknown, none, late, behind or live
 */
export function seriesState({ known, away, age: last, lag }) {
  if (away) return 'away';
  if (!known) return 'unknown';
  if (last === null) return 'none';
  if (last > STALE_AFTER) return 'late';
  return lag !== null && lag > BEHIND_AFTER ? 'behind' : 'live';
}

/**
 * @param s connection: connecting, open or closed; waited: milliseconds since it was last open, or since the page was opened; refused: the server's reason for refusing the connection, or null; catchingUp: a
 *     snapshot is due after a gap; problem: {text, fatal, denied} of the last snapshot or null; paused,
 *     fixed: what the user chose; empty: nothing in the window; range: the window as text; series: for each {name, state, heard: whether live updates come, since: time of day or null,
 *     lag: age of its newest event in milliseconds}
 * @returns {{kind: string, text: string}} kind is for colours, text for people; it changes with the
 *     state, not with time
 */
export function describe(s) {
  if (s.problem?.denied) return { kind: 'error', text: say('not-logged-in') };
  if (s.problem?.fatal) return { kind: 'error', text: say('cant-show', { reason: s.problem.text }) };
  return disconnected(s) ?? failing(s) ?? withNotes(s, base(s));
}

function disconnected(s) {
  if (s.connection === 'open') return null;
  if (!s.problem && !s.catchingUp && s.waited > POLLS_AFTER) return null; // the page polls
  if (s.connection === 'connecting' && !(s.problem && s.waited > POLLS_AFTER)) return { kind: 'connecting', text: say('connecting') };
  return { kind: 'reconnecting', text: say(s.refused ? 'reconnecting-because' : 'reconnecting', { reason: s.refused }) };
}

/** A snapshot failed; a series with live updates is still up to date. */
function failing({ problem, empty, series }) {
  if (!problem) return null;
  const [heard, lost] = [series.filter((one) => one.heard), series.filter((one) => !one.heard)];
  if (heard.length === 0) {
    return { kind: 'reconnecting', text: say(empty ? 'no-data-because' : 'out-of-date', { since: since(series), reason: problem.text }) };
  }
  if (lost.length === 0) return { kind: 'stale', text: say('past-unreadable', { reason: problem.text }) };
  return { kind: 'stale', text: say('partly-live', { live: names(heard), lost: names(lost), since: since(lost), reason: problem.text }) };
}

function base(s) {
  if (s.catchingUp) return { kind: 'catching-up', text: say('catching-up') };
  if (s.paused) return { kind: 'paused', text: say('paused') };
  const known = s.series.every(({ state }) => state !== 'away' && state !== 'unknown');
  if (s.fixed) return { kind: 'history', text: say(s.empty ? (known ? 'fixed-range-empty' : 'nothing') : 'fixed-range') };
  if (s.empty) return { kind: known ? 'empty' : 'stale', text: say(known ? 'nothing-yet' : 'nothing') };
  const rest = s.series.filter(({ state }) => state !== 'away' && state !== 'unknown');
  if (rest.length && rest.every(({ state }) => state === 'late' || state === 'none')) {
    return { kind: 'stale', text: say('stale', { since: since(rest) }) };
  }
  if (s.connection === 'open') return { kind: 'live', text: say('live') };
  return { kind: 'live', text: say(s.refused ? 'polling-because' : 'polling', { reason: s.refused }) };
}

/** Adds notes about single series to the base. */
function withNotes(s, { kind, text }) {
  const live = kind === 'live';
  const notes = s.series.flatMap((one) => {
    if (one.state === 'away') return [say('series-away', { name: one.name, since: since([one]) })];
    if (!live) return [];
    if (one.state === 'late') return [say('series-late', { name: one.name, since: since([one]) })];
    if (one.state === 'none') return [say('series-none', { name: one.name, range: s.range })];
    if (one.state === 'unknown') return [say('series-unknown', { name: one.name })];
    return one.state === 'behind' ? [say('series-behind', { name: one.name, age: age(roughly(one.lag)) })] : [];
  });
  return { kind: live && notes.length ? 'stale' : kind, text: [text, ...notes].join('; ') };
}

/** In full minutes, so that the text does not change every second. */
const roughly = (ms) => Math.max(60_000, ms);

const names = (series) => series.map(({ name }) => name).join(say('and'));

/** The earliest `since` of these series, as text. */
function since(series) {
  const times = series.map((one) => one.since).filter(Boolean).sort();
  return times.length ? say('since', { time: times[0] }) : '';
}
