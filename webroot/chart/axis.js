/**
 * The axis of amounts: its ends, its ticks and their texts, for any finite numbers. Pure. The chart
 * draws positions from 0 to 1, so no number reaches the drawing library or the canvas as it is.
 */
import { decimals, format } from '../words/text.js';

/** Limit of the axis' ends, so that their difference is finite, too. */
const LIMIT = 8e307;

/** Minimum length of an axis, relative to its greater end: the limit of a double's precision. */
const FINEST = 1e-9;

/** A value is an outlier if it is this many times further from the median than the bulk. */
const EXTREME = 100;

/** The fraction of the values that always belongs to the bulk. */
const BULK = 0.8;

const clamp = (v, lo, hi) => Math.min(hi, Math.max(lo, v));

/**
 * The values that determine the ends of the axis: all except outliers, which would flatten the rest.
 * Values are sorted by their distance from the median; the bulk ends where the distance jumps.
 */
function bulk(values) {
  const median = Float64Array.from(values).sort()[values.length >> 1]; // typed arrays are sorted ten times as fast
  const distance = (v) => Math.abs(v / 2 - median / 2);
  const near = Float64Array.from(values, distance).sort();
  for (let k = Math.ceil(near.length * BULK); k < near.length; k++) {
    const reach = Math.max(near[k - 1], Math.abs(median / 2));
    if (reach > 0 && near[k] / EXTREME > reach) return values.filter((v) => distance(v) < near[k]);
  }
  return values;
}

/** From zero for counts and sums; around the data for amounts, and across zero only if needed. */
function ends(values, fromZero) {
  let [min, max] = values.reduce(([a, b], v) => [Math.min(a, v), Math.max(b, v)], [Infinity, -Infinity]);
  if (fromZero) [min, max] = [Math.min(0, min), Math.max(0, max)];
  if (min === max) return min === 0 ? [0, 1] : around(min, max, Math.abs(min) / 10);
  return around(min, max, Math.max((max - min) / 10, Math.max(Math.abs(min), Math.abs(max)) * FINEST), fromZero);
}

function around(min, max, margin, fromZero = false) {
  const lo = fromZero && min === 0 ? 0 : min - margin;
  const hi = fromZero && max === 0 ? 0 : max + margin;
  return [min >= 0 ? Math.max(0, lo) : lo, max <= 0 ? Math.min(0, hi) : hi];
}

/** 1, 2 or 5 times a power of ten that divides a length into at most `most` parts. */
function stepOf(length, most) {
  const raw = length / most;
  const power = 10 ** Math.floor(Math.log10(raw));
  return [1, 2, 5, 10].map((factor) => factor * power).find((step) => step >= raw * 0.999999) ?? raw;
}

/** Labels of the ticks, with enough digits to tell them apart. */
function labels(ticks, step) {
  const most = Math.max(...ticks.map(Math.abs), step);
  const digits = clamp(Math.floor(Math.log10(most)) - Math.floor(Math.log10(step)) + 1, 1, 15);
  const places = clamp(-Math.floor(Math.log10(step)), 0, 15);
  return ticks.map((v) => {
    if (v === 0) return '0';
    if (most >= 1e15 || most < 1e-4) return v.toExponential(digits - 1).replace('e+', 'e');
    return most >= 1e4 ? format(v, { notation: 'compact', maximumSignificantDigits: digits }) : decimals(v, places);
  });
}

/**
 * @param values values to draw; null is ignored
 * @param rules fromZero: the axis holds zero; whole: only whole numbers; clip: extremes may lie
 *     beyond its ends
 * @param most maximum number of ticks
 * @returns {{lo, hi, ticks, labels, beyond}} beyond: the values outside the axis
 */
export function axisOf(values, { fromZero = false, whole = false, clip = false } = {}, most = 6) {
  const known = values.filter((v) => v !== null && !Number.isNaN(v));
  const within = known.filter((v) => Math.abs(v) <= LIMIT / 2);
  const drawn = clip && within.length ? bulk(within) : within;
  let [lo, hi] = drawn.length ? ends(drawn, fromZero) : [0, 1];
  if (!(stepOf(hi - lo, most) > 0)) [lo, hi] = [0, 1]; // too near to zero for any ticks
  const step = Math.max(whole ? 1 : 0, stepOf(hi - lo, most));
  const ticks = [];
  for (let i = Math.ceil(lo / step - 1e-6); i <= Math.floor(hi / step + 1e-6); i++) {
    ticks.push(Number((i * step).toPrecision(15)) + 0);
  }
  return { lo, hi, ticks, labels: labels(ticks, step), beyond: known.filter((v) => v < lo || v > hi) };
}

/** Position of a value on the axis: 0 at its lower end, 1 at its upper; clamped. */
export function place({ lo, hi }, v) {
  return v === null ? null : clamp((clamp(v, lo, hi) - lo) / (hi - lo), 0, 1);
}
