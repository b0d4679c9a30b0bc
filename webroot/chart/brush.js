/** Where a window lies within the last 24 hours, and how dragging changes it. Pure. */
import { SERIES } from '../data/contract.js';
import { floor } from '../data/series.js';

export const SPAN = 86_400_000;
export const STEP = 300_000;

/** Half the width of a handle, in pixels. */
const HANDLE = 8;

/** Least width of the window's mark, in pixels, so that a minute of a day can be seen and held. */
export const LEAST = 6;

/** The range of the brush, in whole buckets. */
export function rangeAt(now) {
  const to = floor(now, STEP) + STEP;
  return { from: to - SPAN, to };
}

export const xOf = (range, time, width) => ((time - range.from) / (range.to - range.from)) * width;

export const timeOf = (range, x, width) => range.from + (x / width) * (range.to - range.from);

/** The mark of a window in pixels {left, width, outside}; outside is before, after or null. */
export function markOf(range, win, width) {
  const [a, b] = [xOf(range, win.from, width), xOf(range, win.to, width)];
  const outside = b <= 0 ? 'before' : a >= width ? 'after' : null;
  const size = Math.max(LEAST, Math.min(b, width) - Math.max(a, 0));
  const left = Math.min(Math.max(0, Math.min(a, b - size)), width - size);
  return { left, width: size, outside };
}

/** What lies at x: from or to for the ends, body, or outside. A narrow mark has no ends. */
export function partAt(mark, x) {
  const right = mark.left + mark.width;
  if (mark.width > 4 * HANDLE) {
    if (Math.abs(x - mark.left) <= HANDLE) return 'from';
    if (Math.abs(x - right) <= HANDLE) return 'to';
  }
  return x >= mark.left - HANDLE && x <= right + HANDLE ? 'body' : 'outside';
}

/** The window after a part of it was dragged by some milliseconds. */
export function dragged(win, part, by, least) {
  if (part === 'from') return { from: Math.min(win.from + by, win.to - least), to: win.to };
  if (part === 'to') return { from: win.from, to: Math.max(win.to + by, win.from + least) };
  return { from: win.from + by, to: win.to + by };
}

/** Counts of all buckets of the range, one array for each series; 0 where there are none. */
export function countsOf(store, range) {
  const counts = SERIES.map(() => new Array((range.to - range.from) / STEP).fill(0));
  SERIES.forEach((name, i) => {
    for (const [start, count] of store.between(name, range.from, range.to)) counts[i][(start - range.from) / STEP] = count;
  });
  return counts;
}
