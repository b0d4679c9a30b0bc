/** Times, durations and bucket widths as text. Pure. */
import { stepId } from '../data/series.js';
import { language, say } from './words.js';

const formats = new Map();

/** A number in the viewer's language; formats are kept, because they are expensive. */
export function format(v, options = {}) {
  const key = language() + JSON.stringify(options);
  if (!formats.has(key)) formats.set(key, new Intl.NumberFormat(language(), options));
  return formats.get(key).format(v);
}

/** A number with exactly so many digits after the decimal sign. */
export const decimals = (v, digits) => format(v, { minimumFractionDigits: digits, maximumFractionDigits: digits, useGrouping: false });

/** A duration as short text: 340 ms, 1.2 s, 3 min, 5 h, 2 d. */
export function age(ms) {
  if (ms < 1_000) return `${Math.max(0, Math.round(ms))} ms`;
  if (ms < 60_000) return `${decimals(ms / 1_000, ms < 10_000 ? 1 : 0)} s`;
  if (ms < 3_600_000) return `${Math.round(ms / 60_000)} min`;
  if (ms < 172_800_000) return `${Math.round(ms / 3_600_000)} h`;
  return `${Math.round(ms / 86_400_000)} d`;
}

/** Zones in which times are shown. */
export const ZONES = ['local', 'utc'];

/** Offset of a zone from UTC at a time, in minutes. */
const ahead = (ms, zone) => (zone === 'utc' ? 0 : -new Date(ms).getTimezoneOffset());

const two = (n) => String(n).padStart(2, '0');

/**
 * A time with its offset, so that it is unambiguous even in the hour that a zone repeats, and can be parsed again: 2026-01-31 17:05:09+01:00, or 2026-01-31 16:05:09Z.
 */
export function stamp(ms, zone = 'local') {
  const minutes = ahead(ms, zone);
  const text = new Date(ms + minutes * 60_000).toISOString().replace(/\.\d+Z$/, '').replace('T', ' ');
  if (zone === 'utc') return text + 'Z';
  const off = Math.abs(minutes);
  return text + (minutes < 0 ? '-' : '+') + two(Math.floor(off / 60)) + ':' + two(off % 60);
}

/** Time of day: 17:05:09. */
export const timeOfDay = (ms, zone = 'local') => new Date(ms + ahead(ms, zone) * 60_000).toISOString().slice(11, 19);

/** An amount of any magnitude as short text. */
export function amount(v) {
  const size = Math.abs(v);
  if (Number.isNaN(v)) return '–';
  if (size === Infinity) return v < 0 ? '-∞' : '∞';
  if (size >= 1e15 || (size > 0 && size < 1e-3)) return v.toExponential(3).replace(/\.?0*e\+?/, 'e');
  return format(v, size < 1 ? { maximumSignificantDigits: 3 } : { maximumFractionDigits: 3 });
}

/** The width of a bucket as text: second, 5 seconds, minute, hour. */
export function bucketWords(step) {
  const [, number, unit] = /^(\d+)(.)$/.exec(stepId(step));
  return say('bucket', { number: Number(number), unit });
}
