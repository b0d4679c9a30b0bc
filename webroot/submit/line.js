/** What a person writes to send one event: an amount, or a line of CSV with a time and an amount. Pure. */
import { time as timeOf } from '../view/view.js';

const NUMBER = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i;

/** Fewer digits would be a time in 1970, and in fact the first half of an amount with a decimal comma. */
const EPOCH = /^\d{11,13}$/;
const DATE = /^\d{4}-\d{2}-\d{2}/;
const SEPARATOR = /[,;\t]/;

const unquoted = (field) => field.trim().replace(/^"(.*)"$/, '$1');

/**
 * @param text 7.2, or 2026-01-31T17:05:09Z,7.2; also with ; or a tab, and with epoch milliseconds
 * @param now the time of an event without one, epoch milliseconds
 * @param zone of a time without an offset
 * @returns {time, body} with the event's time and the JSON of the request, or null if it is neither
 */
export function eventOf(text, now, zone) {
  const fields = text.trim().split(SEPARATOR).map(unquoted);
  if (fields.length > 2) return null;
  const [amount, time] = fields.reverse();
  if (!NUMBER.test(amount) || !Number.isFinite(Number(amount))) return null;
  if (time === undefined) return { time: now, body: bodyOf(amount, now) };
  const at = EPOCH.test(time) || DATE.test(time) ? timeOf(time, zone) : NaN;
  return Number.isNaN(at) ? null : { time: at, body: bodyOf(amount, at) };
}

const bodyOf = (amount, time) => JSON.stringify({ amount: Number(amount), time: Math.round(time) });
