/**
 * The buckets of both series and how they merge. Pure: no DOM, no network, no clock.
 *
 * A bucket is [start, count, sum, min, max]: its whole state, start in epoch milliseconds. The state
 * with the larger count wins, so applying an update twice, late or out of order changes nothing.
 */
import { SERIES, STEPS } from './contract.js';

/** Time ranges to choose from: length and bucket width in milliseconds. */
export const PRESETS = [
  { id: '1m', length: 60_000, step: 1_000 },
  { id: '5m', length: 300_000, step: 1_000 },
  { id: '15m', length: 900_000, step: 5_000 },
  { id: '1h', length: 3_600_000, step: 10_000 },
  { id: '6h', length: 21_600_000, step: 60_000 },
  { id: '24h', length: 86_400_000, step: 300_000 },
  { id: '7d', length: 604_800_000, step: 3_600_000 },
];

/** Measures that can be drawn; axis is for axisOf; of(bucket, step). */
export const MEASURES = {
  count: { axis: { fromZero: true, whole: true }, of: ([, count]) => count },
  rate: { axis: { fromZero: true }, of: ([, count], step) => (count * 1_000) / step },
  mean: { axis: { clip: true }, of: ([, count, sum]) => sum / count },
  sum: { axis: { fromZero: true, clip: true }, of: ([, , sum]) => sum },
  min: { axis: { clip: true }, of: ([, , , min]) => min },
  max: { axis: { clip: true }, of: ([, , , , max]) => max },
};

export const floor = (time, step) => Math.floor(time / step) * step;

/** The finest step that divides a range of that length into at most `most` buckets, or the coarsest. */
export function stepFor(length, most = 600) {
  return STEPS.find((step) => length / step <= most) ?? STEPS[STEPS.length - 1];
}

/** A step in the API's notation. */
export function stepId(step) {
  for (const [unit, ms] of [['d', 86_400_000], ['h', 3_600_000], ['m', 60_000]]) {
    if (step % ms === 0) return step / ms + unit;
  }
  return step / 1_000 + 's';
}

/** A live update may have read the store this much later than its asOf (milliseconds). */
const READING = 2_000;

/**
 * Buckets of one step. Each has the time at which the store was read (asOf, the server's time), so
 * that a later answer for the whole range can remove what is no longer there.
 */
export class SeriesStore {
  #buckets = new Map(SERIES.map((name) => [name, new Map()]));
  #known = new Map(SERIES.map((name) => [name, null]));
  #version = 0;

  constructor(step) {
    this.step = step;
  }

  /** Increases with each change. */
  get version() {
    return this.#version;
  }

  /** Returns whether anything changed; buckets of an unknown series are ignored. */
  merge(name, buckets, asOf = 0) {
    const held = this.#buckets.get(name);
    if (!held) return false;
    let changed = false;
    for (const bucket of buckets) {
      const old = held.get(bucket[0]);
      if (!old || bucket[1] > old.bucket[1]) {
        held.set(bucket[0], { bucket, asOf });
        changed = true;
      } else if (bucket[1] === old.bucket[1]) {
        old.asOf = Math.max(old.asOf, asOf);
      }
    }
    this.#learn(name, asOf);
    if (changed) this.#version++;
    return changed;
  }

  /**
   * Takes a snapshot of all of [from, to) and removes older buckets that it does not contain, so the page also shows that a store was emptied or restored.
   *
   * @returns start of the newest bucket up to asOf that has more events than before, or null
   */
  replace(name, from, to, buckets, asOf) {
    const held = this.#buckets.get(name);
    const old = new Map([...held].map(([start, { bucket }]) => [start, bucket[1]]));
    for (const [start, { asOf: read }] of held) {
      if (start >= from && start < to && read < asOf - READING) held.delete(start);
    }
    this.merge(name, buckets, asOf);
    this.#version++;
    const grown = buckets.filter(([start, count]) => start <= asOf && count > (old.get(start) ?? 0));
    return grown.length ? Math.max(...grown.map(([start]) => start)) : null;
  }

  /**
   * Takes an answer of the API. A series whose store did not answer keeps what it has.
   *
   * @returns for each series in the answer what replace() returned
   */
  take({ from, to, series, asOf, unavailable = [] }) {
    const there = SERIES.filter((name) => !unavailable.includes(name));
    return there.map((name) => ({ name, grown: this.replace(name, from, to, series[name] ?? [], asOf) }));
  }

  #learn(name, asOf) {
    const known = this.#known.get(name);
    if (asOf === 0 || (known !== null && known >= asOf)) return;
    this.#known.set(name, asOf);
    this.#version++;
  }

  /** The server's time up to which a series is known, or null. */
  known(name) {
    return this.#known.get(name);
  }

  /** A copy that later changes don't affect. */
  copy() {
    const same = new SeriesStore(this.step);
    for (const name of SERIES) {
      for (const { bucket, asOf } of this.#buckets.get(name).values()) same.merge(name, [bucket], asOf);
      same.#known.set(name, this.known(name));
    }
    return same;
  }

  /** Removes buckets outside of [from, to), so that memory does not grow while the page is open. */
  prune(from, to = Infinity) {
    for (const known of this.#buckets.values()) {
      for (const start of known.keys()) {
        if (start < from || start >= to) known.delete(start);
      }
    }
  }

  at(name, start) {
    return this.#buckets.get(name).get(start)?.bucket;
  }

  /** Buckets with from <= start < to, ascending. */
  between(name, from, to) {
    const [held, found] = [this.#buckets.get(name), []];
    if ((to - from) / this.step <= 2 * held.size) {
      for (let t = Math.ceil(from / this.step) * this.step; t < to; t += this.step) {
        const one = held.get(t);
        if (one) found.push(one.bucket);
      }
      return found;
    }
    for (const { bucket } of held.values()) {
      if (bucket[0] >= from && bucket[0] < to) found.push(bucket);
    }
    return found.sort((a, b) => a[0] - b[0]);
  }

  /** Whether there is a bucket with from <= start < to. */
  any(name, from, to) {
    for (const start of this.#buckets.get(name).keys()) {
      if (start >= from && start < to) return true;
    }
    return false;
  }

  /** Start of the newest bucket of a series that begins by `time`, or null. */
  newest(name, time = Infinity) {
    let newest = null;
    for (const start of this.#buckets.get(name).keys()) {
      if (start <= time && (newest === null || start > newest)) newest = start;
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
      ys[i].push(bucket ? of(bucket, store.step) : null);
    });
  }
  return [xs, ...ys];
}

/** A bucket is complete if the store was read this long after its end (milliseconds). */
export const READ_AFTER = 400;

/**
 * The time up to which a series is complete, given when its store was last read.
 *
 * @param complete end of the last complete bucket by the clock
 */
export function completeOf(store, name, complete) {
  const known = store.known(name);
  return known === null ? -Infinity : Math.min(complete, floor(known - READ_AFTER, store.step));
}

/** Buckets at least this wide are drawn dashed while they are still filling (milliseconds). */
export const FILLING_FROM = 60_000;

/**
 * The same without incomplete buckets, whose low counts would look like a drop. Wide incomplete
 * buckets are returned as further columns, to be drawn dashed; each begins at the last complete
 * bucket, so that the lines join.
 */
export function columnsWithFilling(store, from, to, complete, measure) {
  const [xs, ...ys] = columns(store, from, to, measure);
  const filling = ys.map((column) => column.map(() => null));
  ys.forEach((column, i) => {
    const end = completeOf(store, SERIES[i], complete);
    const first = xs.findIndex((t) => t >= end);
    if (first < 0) return;
    if (store.step >= FILLING_FROM) {
      for (let k = Math.max(0, first - 1); k < xs.length; k++) filling[i][k] = column[k];
    }
    for (let k = first; k < xs.length; k++) column[k] = null;
  });
  return [xs, ...ys, ...filling];
}

/** Totals of one series: {count, sum, min, max, mean}, or null if there is no event. */
export function total(buckets) {
  if (buckets.length === 0) return null;
  const all = { count: 0, sum: 0, min: Infinity, max: -Infinity, mean: 0 };
  for (const [, count, sum, min, max] of buckets) {
    all.count += count;
    all.sum += sum;
    all.min = Math.min(all.min, min);
    all.max = Math.max(all.max, max);
    all.mean += (sum / count) * (count / all.count) - all.mean * (count / all.count); // never overflows
  }
  return all;
}

/** A number without the rounding error of binary sums: 0.3 for 0.30000000000000004. */
export function tidy(v) {
  const short = Number(v.toPrecision(15));
  return String(short).length + 3 <= String(v).length ? short : v;
}

/**
 * CSV of the buckets in [from, to) of the series that are shown, times as RFC 3339, UTC. Buckets
 * that may still get events are marked.
 *
 * @param complete end of the last complete bucket by the clock
 */
export function toCsv(store, from, to, complete, names = SERIES) {
  const lines = ['time,series,count,sum,min,max,mean,complete'];
  for (const name of names) {
    const end = completeOf(store, name, complete);
    for (const [t, count, sum, min, max] of store.between(name, from, to)) {
      const numbers = [count, sum, min, max, sum / count].map(tidy);
      lines.push([new Date(t).toISOString(), name, ...numbers, t < end].join(','));
    }
  }
  return lines.join('\n') + '\n';
}

/**
 * The p-th quantile (0 to 1) by nearest rank, or null if there is none.
 *
 * @param weighted unsorted pairs of a number and how often it occurs
 */
export function quantile(weighted, p) {
  const sorted = [...weighted].sort((a, b) => a[0] - b[0]);
  const rank = Math.max(1, Math.ceil(p * sorted.reduce((n, [, weight]) => n + weight, 0)));
  let n = 0;
  return sorted.find(([, weight]) => (n += weight) >= rank)?.[0] ?? null;
}
