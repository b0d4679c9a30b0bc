/** The state of the page as text. Pure. */
import { age } from './text.js';

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
  if (s.problem?.denied) return { kind: 'error', text: 'Not logged in' };
  if (s.problem?.fatal) return { kind: 'error', text: `Can't show this: ${s.problem.text}` };
  return disconnected(s) ?? failing(s) ?? withNotes(s, base(s));
}

function disconnected(s) {
  if (s.connection === 'open') return null;
  if (!s.problem && !s.catchingUp && s.waited > POLLS_AFTER) return null; // the page polls
  if (s.connection === 'connecting' && !(s.problem && s.waited > POLLS_AFTER)) return { kind: 'connecting', text: 'Connecting' };
  return { kind: 'reconnecting', text: s.refused ? `Reconnecting: ${s.refused}` : 'Reconnecting' };
}

/** A snapshot failed; a series with live updates is still up to date. */
function failing({ problem, empty, series }) {
  if (!problem) return null;
  const [heard, lost] = [series.filter((one) => one.heard), series.filter((one) => !one.heard)];
  if (heard.length === 0) {
    return { kind: 'reconnecting', text: `${empty ? 'No data' : 'Out of date' + since(series)}: ${problem.text}; trying again` };
  }
  if (lost.length === 0) return { kind: 'stale', text: `Live, but the past can't be read: ${problem.text}` };
  return { kind: 'stale', text: `Live: ${names(heard)}; ${names(lost)} out of date${since(lost)}: ${problem.text}` };
}

function base(s) {
  if (s.catchingUp) return { kind: 'catching-up', text: 'Catching up' };
  if (s.paused) return { kind: 'paused', text: 'Paused, still collecting' };
  const known = s.series.every(({ state }) => state !== 'away' && state !== 'unknown');
  if (s.fixed) return { kind: 'history', text: s.empty ? (known ? 'No events in this range' : 'No data') : 'Fixed range' };
  if (s.empty) return { kind: known ? 'empty' : 'stale', text: known ? 'No data yet' : 'No data' };
  const rest = s.series.filter(({ state }) => state !== 'away' && state !== 'unknown');
  if (rest.length && rest.every(({ state }) => state === 'late' || state === 'none')) {
    return { kind: 'stale', text: `Stale: no new events${since(rest)}` };
  }
  if (s.connection === 'open') return { kind: 'live', text: 'Live' };
  return { kind: 'live', text: `Live by polling${s.refused ? `, because ${s.refused}` : ': no live connection'}` };
}

/** Adds notes about single series to the base. */
function withNotes(s, { kind, text }) {
  const live = kind === 'live';
  const notes = s.series.flatMap((one) => {
    if (one.state === 'away') return [`${one.name} unavailable${since([one])}: its store does not answer`];
    if (!live) return [];
    if (one.state === 'late') return [`no new ${one.name} events${since([one])}`];
    if (one.state === 'none') return [`no ${one.name} events in ${s.range}`];
    if (one.state === 'unknown') return [`${one.name} not known yet`];
    return one.state === 'behind' ? [`${one.name} is ${age(roughly(one.lag))} behind`] : [];
  });
  return { kind: live && notes.length ? 'stale' : kind, text: [text, ...notes].join('; ') };
}

/** In full minutes, so that the text does not change every second. */
const roughly = (ms) => Math.max(60_000, ms);

const names = (series) => series.map(({ name }) => name).join(' and ');

/** The earliest `since` of these series, as text. */
function since(series) {
  const times = series.map((one) => one.since).filter(Boolean).sort();
  return times.length ? ` since ${times[0]}` : '';
}
