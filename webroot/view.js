/** The time window of the page, and its form in the address bar. Pure. */
import { LAST_TIME, MAX_BUCKETS, SERIES, STEPS } from './contract.js';
import { FILLING_FROM, MEASURES, PRESETS, floor, stepFor, stepId } from './series.js';

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
 * @returns {{view, problem}} problem: what is wrong with the query string, or null
 */
export function parse(search) {
  const query = new URLSearchParams(search);
  const measure = Object.hasOwn(MEASURES, query.get('measure')) ? query.get('measure') : DEFAULT_VIEW.measure;
  const live = { preset: preset(query.get('range'))?.id ?? DEFAULT_VIEW.preset, measure, ...look(query) };
  if (!query.has('from') || !query.has('to')) {
    const half = query.has('from') || query.has('to');
    return { view: live, problem: half ? 'a fixed range needs both from and to' : null };
  }
  const [from, to] = ['from', 'to'].map((end) => time(query.get(end), live.zone));
  const problem = misfit(from, to);
  if (problem) return { view: live, problem };
  const step = STEPS.find((s) => stepId(s) === query.get('step') && (to - from) / s < MAX_BUCKETS);
  return { view: fixed(live, from, to, step), problem: null };
}

/** Hidden series and zone, if they are not the default. */
function look(query) {
  const hidden = SERIES.filter((name) => (query.get('hide') ?? '').split(',').includes(name));
  return { ...(hidden.length && { hidden }), ...(query.get('zone') === 'utc' && { zone: 'utc' }) };
}

/** The parts of a view that stay when range or measure change. */
const kept = ({ hidden, zone }) => ({ ...(hidden && { hidden }), ...(zone && { zone }) });

/** The same view, with a series shown or hidden. */
export function show(view, name, visible) {
  const { hidden: before = [], ...rest } = view;
  const hidden = SERIES.filter((s) => (s === name ? !visible : before.includes(s)));
  return { ...rest, ...(hidden.length && { hidden }) };
}

/** The series that are shown. */
export const shownOf = (view) => SERIES.filter((name) => !view.hidden?.includes(name));

/** The same view, with its times in another zone. */
export function inZone({ zone: before, ...rest }, zone) {
  return { ...rest, ...(zone === 'utc' && { zone }) };
}

export const zoneOf = (view) => view.zone ?? 'local';

/** The reason why a range can't be shown, or null. */
export function misfit(from, to) {
  if (Number.isNaN(from) || Number.isNaN(to)) return 'from and to must be times';
  if (from < 0 || to > LAST_TIME) return 'times lie between 1970 and 2261';
  if (from >= to) return 'the range must begin before it ends';
  return to - from > LONGEST ? `a range has at most ${LONGEST / STEPS.at(-1)} days` : null;
}

/**
 * The same view of a fixed range, limited to what can be shown. It remembers the live range.
 */
export function fixed(view, from, to, step = undefined) {
  const start = Math.max(0, Math.round(from));
  const end = Math.min(Math.max(Math.round(to), start + SHORTEST), start + LONGEST, LAST_TIME);
  return { preset: view.preset, measure: view.measure, from: start, to: end, step: step ?? stepFor(end - start), ...kept(view) };
}

export function live(view, id = view.preset) {
  return { preset: id, measure: view.measure, ...kept(view) };
}

export const isFixed = (view) => view.from !== undefined;

/** Bucket width in milliseconds. */
export const stepOf = (view) => (isFixed(view) ? view.step : preset(view.preset).step);

/** The query string of a view. */
export function toQuery(view) {
  const range = isFixed(view)
    ? { from: view.from, to: view.to, step: stepId(view.step) }
    : { range: view.preset };
  const look = { ...(view.hidden && { hide: view.hidden.join(',') }), ...(view.zone && { zone: view.zone }) };
  return '?' + new URLSearchParams({ ...range, measure: view.measure, ...look });
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

/** The query for the API: the window, and for a live one also the buckets that are still filling. */
export function snapshotQuery(view, now) {
  const { from, to, step } = windowAt(view, now);
  const end = isFixed(view) ? to : floor(now, step) + step;
  return { from, to: Math.min(end, LAST_TIME), step: stepId(step) }; // the server widens to whole buckets
}

/** The view's range as text. */
export function words(view) {
  return isFixed(view) ? 'the chosen range' : preset(view.preset).words;
}
