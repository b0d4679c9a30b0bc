/** The time window of the page, and its form in the address bar. Pure. */
import { LAST_TIME, MAX_BUCKETS, SERIES, STEPS } from '../data/contract.js';
import * as options from './options.js';
import { FILLING_FROM, MEASURES, PRESETS, floor, stepFor, stepId } from '../data/series.js';
import { say } from '../words/words.js';

/** A bucket is complete this time after its end (milliseconds), a generous delay from event to store. */
export const SETTLE = 1_500;

const SHORTEST = 5_000;

/** One bucket less than the server's limit, because a range may begin and end within buckets. */
const LONGEST = (MAX_BUCKETS - 1) * STEPS.at(-1);

export const DEFAULT_VIEW = { preset: '5m', measure: 'count' };

const preset = (id) => PRESETS.find((p) => p.id === id);

const WITHOUT_OFFSET = /^\d{4}-\d{2}-\d{2}([T ]\d{2}:\d{2}(:\d{2}(\.\d+)?)?)?$/;

/**
 * Parses epoch milliseconds, or a date with or without time of day and offset; NaN if it is neither.
 *
 * @param zone used for a text without an offset
 */
export function time(text, zone = 'local') {
  const trimmed = text.trim();
  if (/^-?\d+$/.test(trimmed)) return Number(trimmed);
  const iso = trimmed.replace(' ', 'T');
  if (!WITHOUT_OFFSET.test(trimmed)) return Date.parse(iso);
  const whole = iso.includes('T') ? iso : iso + 'T00:00';
  return Date.parse(zone === 'utc' ? whole + 'Z' : whole);
}

/**
 * The view in a query string.
 *
 * @param kept options of this browser, for those that the query string does not mention
 * @returns {{view, problem}} problem: what is wrong with the query string, or null
 */
export function parse(search, kept = {}) {
  const query = new URLSearchParams(search);
  const measure = Object.hasOwn(MEASURES, query.get('measure')) ? query.get('measure') : DEFAULT_VIEW.measure;
  const live = { preset: preset(query.get('range'))?.id ?? DEFAULT_VIEW.preset, measure, ...options.read(query, kept) };
  if (!query.has('from') || !query.has('to')) {
    const half = query.has('from') || query.has('to');
    return { view: live, problem: half ? say('half-a-range') : null };
  }
  const [from, to] = ['from', 'to'].map((end) => time(query.get(end), live.zone));
  const problem = misfit(from, to);
  if (problem) return { view: live, problem };
  const step = STEPS.find((s) => stepId(s) === query.get('step') && (to - from) / s < MAX_BUCKETS);
  return { view: fixed(live, from, to, step), problem: null };
}

/** The same view, with a series shown or hidden. */
export function show(view, name, visible) {
  return options.chooseText(view, 'hidden', SERIES.filter((s) => (s === name ? !visible : view.hidden?.includes(s))).join());
}

/** The same view with one series alone, or with all if it is alone already. */
export function only(view, name) {
  const alone = shownOf(view).join() === name;
  return options.chooseText(view, 'hidden', alone ? '' : SERIES.filter((s) => s !== name).join());
}

/** The series that are shown. */
export const shownOf = (view) => SERIES.filter((name) => !view.hidden?.includes(name));

/** The same view, with its times in another zone. */
export const inZone = (view, zone) => options.chooseText(view, 'zone', zone);

export const zoneOf = (view) => view.zone ?? 'local';

/** The reason why a range can't be shown, or null. */
export function misfit(from, to) {
  if (Number.isNaN(from) || Number.isNaN(to)) return say('no-times');
  if (from < 0 || to > LAST_TIME) return say('times-outside');
  if (from >= to) return say('range-reversed');
  return to - from > LONGEST ? say('range-too-long', { days: LONGEST / STEPS.at(-1) }) : null;
}

/**
 * The same view of a fixed range, limited to what can be shown. It remembers the live range.
 */
export function fixed(view, from, to, step = undefined) {
  const start = Math.max(0, Math.round(from));
  const end = Math.min(Math.max(Math.round(to), start + SHORTEST), start + LONGEST, LAST_TIME);
  return { preset: view.preset, measure: view.measure, from: start, to: end, step: step ?? stepFor(end - start), ...options.of(view) };
}

export function live(view, id = view.preset) {
  return { preset: id, measure: view.measure, ...options.of(view) };
}

/** The fixed range that a view shows now. */
export function asFixed(view, now) {
  const { from, to, step } = windowAt(view, now);
  return fixed(view, from, to, step);
}

export const isFixed = (view) => view.from !== undefined;

/** Bucket width in milliseconds. */
export const stepOf = (view) => (isFixed(view) ? view.step : preset(view.preset).step);

/** The query string of a view. */
export function toQuery(view) {
  const range = isFixed(view)
    ? { from: view.from, to: view.to, step: stepId(view.step) }
    : { range: view.preset };
  return '?' + new URLSearchParams({ ...range, measure: view.measure, ...options.write(view) });
}

/**
 * The window to draw: [from, to) in whole buckets; `complete` is the end of the last complete one. A
 * live window of short buckets ends with the last complete one; with wide buckets it includes the one
 * that is still filling, because it would otherwise be minutes behind.
 *
 * @param now the server's time, epoch milliseconds
 */
export function windowAt(view, now) {
  const step = stepOf(view);
  const complete = floor(now - SETTLE, step);
  if (isFixed(view)) {
    return { from: floor(view.from, step), to: floor(view.to - 1, step) + step, complete, step };
  }
  const to = complete + (step >= FILLING_FROM ? step : 0);
  return { from: to - preset(view.preset).length, to, complete, step };
}

/**
 * The view moved through history by some milliseconds, as whole buckets; back at the newest bucket it
 * is live again if it is as long as the live range.
 *
 * @param now the server's time
 */
export function pan(view, by, now) {
  const { from, to, step } = windowAt(view, now);
  const last = windowAt(live(view), now);
  const newest = step === last.step ? last.to : Math.max(floor(now - SETTLE, step), step);
  const length = to - from;
  const start = Math.max(0, Math.min(floor(from + by + step / 2, step), newest - length));
  if (start + length >= newest && step === last.step && length === last.to - last.from) return live(view);
  return fixed(view, start, start + length, step);
}

/** The query for the API: the window, and for a live one also the buckets that are still filling. */
export function snapshotQuery(view, now) {
  const { from, to, step } = windowAt(view, now);
  const end = isFixed(view) ? to : floor(now, step) + step;
  return { from, to: Math.min(end, LAST_TIME), step: stepId(step) }; // the server widens to whole buckets
}

/** The view's range as text. */
export function words(view) {
  return say(isFixed(view) ? 'range-fixed' : `range-${view.preset}`);
}
