/** Times, lengths of time and bucket widths in words. Pure. */
import { stepId } from './series.js';

/** A length of time in short words: 340 ms, 1.2 s, 3 min, 5 h, 2 d. */
export function age(ms) {
  if (ms < 1_000) return `${Math.max(0, Math.round(ms))} ms`;
  if (ms < 60_000) return `${(ms / 1_000).toFixed(ms < 10_000 ? 1 : 0)} s`;
  if (ms < 3_600_000) return `${Math.round(ms / 60_000)} min`;
  if (ms < 172_800_000) return `${Math.round(ms / 3_600_000)} h`;
  return `${Math.round(ms / 86_400_000)} d`;
}

/** Local time without a zone, by which times sort and read the same everywhere: 2026-01-31 17:05:09. */
export function localTime(ms) {
  const local = new Date(ms - new Date(ms).getTimezoneOffset() * 60_000);
  return local.toISOString().slice(0, 19).replace('T', ' ');
}

const UNITS = { s: 'second', m: 'minute', h: 'hour', d: 'day' };

/** What a bucket of `step` milliseconds spans: second, 5 seconds, minute, hour. */
export function bucketWords(step) {
  const [, number, unit] = /^(\d+)(.)$/.exec(stepId(step));
  return number === '1' ? UNITS[unit] : `${number} ${UNITS[unit]}s`;
}
