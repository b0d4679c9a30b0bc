/** What state the page is in, in words. Pure. */

/** No new event for so long (milliseconds) is called stale. */
export const STALE_AFTER = 10_000;

/**
 * @param s connection: connecting, open or closed; catchingUp: a snapshot is due after a gap;
 *     problem: {text, fatal} of the last snapshot or null; paused, fixed: what the user chose;
 *     empty: nothing in the window; age: of the newest event in milliseconds or null;
 *     unavailable: names of series whose store did not answer
 * @returns {{kind: string, text: string}} kind is for colours, text for people
 */
export function describe(s) {
  const { kind, text } = state(s);
  const missing = s.unavailable.length
    ? `; ${s.unavailable.join(' and ')} unavailable, ${s.unavailable.length > 1 ? 'their stores do' : 'its store does'} not answer`
    : '';
  return { kind: missing && kind === 'live' ? 'stale' : kind, text: text + missing };
}

function state(s) {
  if (s.problem?.fatal) return { kind: 'error', text: `Can't show this: ${s.problem.text}` };
  if (s.connection === 'closed') return { kind: 'reconnecting', text: 'Reconnecting' };
  if (s.problem) return { kind: 'reconnecting', text: `${s.empty ? 'No data' : 'Out of date'}: ${s.problem.text}; trying again` };
  if (s.connection === 'connecting') return { kind: 'connecting', text: 'Connecting' };
  if (s.catchingUp) return { kind: 'catching-up', text: 'Catching up' };
  if (s.paused) return { kind: 'paused', text: 'Paused, still collecting' };
  if (s.fixed) return { kind: 'history', text: s.empty ? 'No events in this range' : 'Fixed range' };
  if (s.empty) return { kind: 'empty', text: 'No data yet' };
  if (s.age !== null && s.age > STALE_AFTER) return { kind: 'stale', text: 'Stale: no new events' };
  return { kind: 'live', text: 'Live' };
}
