/**
 * The buckets of both series and how they merge. Pure: no DOM, no network, no clock.
 *
 * A bucket is [start, count, sum, min, max]: its whole state, start in epoch milliseconds. Of two
 * states of one bucket the larger count wins, so applying an update twice, late or out of order
 * changes nothing.
 */
export const SERIES = ['high', 'low'];

/** The server answers with no more buckets a series than this. */
export const MAX_BUCKETS = 1_000;

/** Widths the server knows, in milliseconds. */
export const STEPS = [1_000, 5_000, 10_000, 60_000, 300_000, 3_600_000, 86_400_000];

/** The widest buckets that come as live updates; wider ones are fetched again and again. */
export const MAX_LIVE_STEP = 300_000;

/** Time ranges to choose from: length and bucket width in milliseconds. */
export const PRESETS = [
  { id: '1m', length: 60_000, step: 1_000, words: 'the last minute' },
  { id: '5m', length: 300_000, step: 1_000, words: 'the last 5 minutes' },
  { id: '15m', length: 900_000, step: 5_000, words: 'the last 15 minutes' },
  { id: '1h', length: 3_600_000, step: 10_000, words: 'the last hour' },
  { id: '6h', length: 21_600_000, step: 60_000, words: 'the last 6 hours' },
  { id: '24h', length: 86_400_000, step: 300_000, words: 'the last 24 hours' },
  { id: '7d', length: 604_800_000, step: 3_600_000, words: 'the last 7 days' },
];

/** What a bucket is drawn by; words are followed by the width of a bucket. */
export const MEASURES = {
  count: { words: 'Events per', fromZero: true, of: ([, count]) => count },
  mean: { words: 'Mean amount, by', fromZero: false, of: ([, count, sum]) => sum / count },
  sum: { words: 'Sum of amounts per', fromZero: true, of: ([, , sum]) => sum },
  min: { words: 'Least amount, by', fromZero: false, of: ([, , , min]) => min },
  max: { words: 'Greatest amount, by', fromZero: false, of: ([, , , , max]) => max },
};

export const floor = (time, step) => Math.floor(time / step) * step;

/** The finest step by which a range of that length has at most `most` buckets, or the coarsest. */
export function stepFor(length, most = 600) {
  return STEPS.find((step) => length / step <= most) ?? STEPS[STEPS.length - 1];
}

/** As the API spells a step. */
export function stepId(step) {
  for (const [unit, ms] of [['d', 86_400_000], ['h', 3_600_000], ['m', 60_000]]) {
    if (step % ms === 0) return step / ms + unit;
  }
  return step / 1_000 + 's';
}

/** Buckets of one step. */
export class SeriesStore {
  #buckets = new Map(SERIES.map((name) => [name, new Map()]));

  constructor(step) {
    this.step = step;
  }

  /** Returns whether anything changed; buckets of an unknown series are passed over. */
  merge(name, buckets) {
    const known = this.#buckets.get(name);
    if (!known) return false;
    let changed = false;
    for (const bucket of buckets) {
      const old = known.get(bucket[0]);
      if (!old || bucket[1] > old[1]) {
        known.set(bucket[0], bucket);
        changed = true;
      }
    }
    return changed;
  }

  /** As it is now: what is merged or forgotten later does not reach the copy. */
  copy() {
    const same = new SeriesStore(this.step);
    SERIES.forEach((name) => same.merge(name, this.#buckets.get(name).values()));
    return same;
  }

  /** Forgets what starts before `time`, so that a page left open for days does not grow. */
  prune(time) {
    for (const known of this.#buckets.values()) {
      for (const start of known.keys()) {
        if (start < time) known.delete(start);
      }
    }
  }

  at(name, start) {
    return this.#buckets.get(name).get(start);
  }

  /** Buckets with from <= start < to, ascending. */
  between(name, from, to) {
    const found = [];
    for (const bucket of this.#buckets.get(name).values()) {
      if (bucket[0] >= from && bucket[0] < to) found.push(bucket);
    }
    return found.sort((a, b) => a[0] - b[0]);
  }

  /** Start of the newest bucket of any series, or null. */
  newest() {
    let newest = null;
    for (const known of this.#buckets.values()) {
      for (const start of known.keys()) {
        if (newest === null || start > newest) newest = start;
      }
    }
    return newest;
  }
}

/**
 * Columns for the chart: every bucket start of [from, to) on the x axis, so that a bucket without
 * events is null (a gap in the line), never zero and never bridged.
 */
export function columns(store, from, to, measure) {
  const of = MEASURES[measure].of;
  const xs = [];
  const ys = SERIES.map(() => []);
  for (let t = from; t < to; t += store.step) {
    xs.push(t);
    SERIES.forEach((name, i) => {
      const bucket = store.at(name, t);
      ys[i].push(bucket ? of(bucket) : null);
    });
  }
  return [xs, ...ys];
}

/**
 * The same, where buckets from `complete` on are still filling. Their count would look like a drop
 * that did not happen, so they leave the solid line and come as columns of their own, to be drawn
 * dashed; each begins at the last complete bucket, to be joined to the line.
 */
export function columnsWithFilling(store, from, to, complete, measure) {
  const [xs, ...ys] = columns(store, from, to, measure);
  const first = xs.findIndex((t) => t >= complete);
  const filling = ys.map((column) => column.map(() => null));
  if (first >= 0) {
    ys.forEach((column, i) => {
      for (let k = Math.max(0, first - 1); k < xs.length; k++) filling[i][k] = column[k];
      for (let k = first; k < xs.length; k++) column[k] = null;
    });
  }
  return [xs, ...ys, ...filling];
}

/** Totals of one series: {count, sum, min, max, mean}, or null if there is no event. */
export function total(buckets) {
  if (buckets.length === 0) return null;
  const all = { count: 0, sum: 0, min: Infinity, max: -Infinity };
  for (const [, count, sum, min, max] of buckets) {
    all.count += count;
    all.sum += sum;
    all.min = Math.min(all.min, min);
    all.max = Math.max(all.max, max);
  }
  all.mean = all.sum / all.count;
  return all;
}

/** CSV of the buckets in [from, to), times as RFC 3339, UTC. */
export function toCsv(store, from, to) {
  const lines = ['time,series,count,sum,min,max,mean'];
  for (const name of SERIES) {
    for (const [t, count, sum, min, max] of store.between(name, from, to)) {
      lines.push([new Date(t).toISOString(), name, count, sum, min, max, sum / count].join(','));
    }
  }
  return lines.join('\n') + '\n';
}

/** The p-th quantile (0 to 1) of unsorted numbers by nearest rank, or null if there is none. */
export function quantile(numbers, p) {
  if (numbers.length === 0) return null;
  const sorted = [...numbers].sort((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil(p * sorted.length) - 1)];
}
