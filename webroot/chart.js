/* global uPlot */
import { SERIES } from './series.js';

const css = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();

const DATE = '\n{YYYY}-{MM}-{DD}';

/**
 * Texts of the time axis in 24 hours and ISO dates, as uPlot wants them: least distance of ticks in
 * milliseconds, text, then what is added where the year, month, day, hour, minute, second changes.
 */
const TIMES = [
  [31_536_000_000, '{YYYY}', null, null, null, null, null, null, 1],
  [2_419_200_000, '{MMM}', '\n{YYYY}', null, null, null, null, null, 1],
  [86_400_000, '{MM}-{DD}', '\n{YYYY}', null, null, null, null, null, 1],
  [60_000, '{HH}:{mm}', DATE, null, DATE, null, null, null, 1],
  [1, '{HH}:{mm}:{ss}', DATE, null, DATE, null, null, null, 1],
];

/** Distances that ticks of the time axis may have, in milliseconds. */
const DISTANCES = [
  ...[1, 2, 5, 10, 15, 30].map((seconds) => seconds * 1_000),
  ...[1, 2, 5, 10, 15, 30].map((minutes) => minutes * 60_000),
  ...[1, 2, 3, 6, 12].map((hours) => hours * 3_600_000),
  ...[1, 2, 5, 10, 30, 90, 365].map((days) => days * 86_400_000),
];

/** A point whose neighbours are gaps has no line to be seen by: it gets a dot. */
function isolated(u, seriesIndex) {
  const ys = u.data[seriesIndex];
  const alone = [];
  for (let i = 0; i < ys.length; i++) {
    if (ys[i] != null && ys[i - 1] == null && ys[i + 1] == null) alone.push(i);
  }
  return alone;
}

/** From zero for counts and sums; around the data for amounts. */
function yRange(fromZero) {
  return (u, min, max) => {
    if (min == null) return [0, 1];
    if (fromZero) return [Math.min(0, min * 1.1), Math.max(max * 1.1, min < 0 ? 0 : 1)];
    const margin = Math.max((max - min) * 0.1, 0.5);
    return [min - margin, max + margin];
  };
}

const compact = new Intl.NumberFormat('en', { notation: 'compact', maximumFractionDigits: 2 });

/** The line chart: both series, and dashed their buckets that are still filling. */
export class LiveChart {
  #u = null;
  #box;
  #on;
  #data = [[], ...SERIES.map(() => []), ...SERIES.map(() => [])];
  #range = [0, 1];
  #fromZero = true;
  #shown = Object.fromEntries(SERIES.map((name) => [name, true]));

  /** @param on zoom(from, to) after a drag, reset() at a double-click, cursor(bucket start or null) */
  constructor(box, on) {
    this.#box = box;
    this.#on = on;
    this.#build();
    new ResizeObserver(() => this.#u.setSize(this.#size())).observe(box);
    matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => this.#build());
  }

  /** Draws columns over exactly [from, to] milliseconds. */
  draw(data, from, to, fromZero) {
    this.#data = data;
    this.#range = [from, to];
    this.#fromZero = fromZero;
    this.#u.setData(data);
  }

  show(name, visible) {
    this.#shown[name] = visible;
    SERIES.forEach((s, i) => {
      if (s !== name) return;
      this.#u.setSeries(1 + i, { show: visible });
      this.#u.setSeries(1 + SERIES.length + i, { show: visible });
    });
  }

  /** Moves the cursor by whole buckets; where there is none yet it starts at the newest. */
  step(by) {
    const last = this.#data[0].length - 1;
    const index = this.#u.cursor.idx == null ? last : this.#u.cursor.idx + by;
    this.#point(Math.max(0, Math.min(last, index)));
  }

  /** Zooms around the cursor, or the middle; factor below 1 shows less time. */
  zoom(factor) {
    const [from, to] = this.#range;
    const index = this.#u.cursor.idx;
    const middle = index == null ? (from + to) / 2 : this.#data[0][index];
    const half = ((to - from) * factor) / 2;
    this.#on.zoom(middle - half, middle + half);
  }

  #point(index) {
    const left = this.#u.valToPos(this.#data[0][index], 'x');
    this.#u.setCursor({ left, top: this.#u.bbox.height / devicePixelRatio / 2 });
  }

  #size() {
    const width = Math.max(240, this.#box.clientWidth);
    return { width, height: Math.round(Math.max(240, Math.min(440, width * 0.42))) };
  }

  #build() {
    this.#u?.destroy();
    this.#u = new uPlot(this.#options(), this.#data, this.#box);
  }

  #options() {
    return {
      ...this.#size(),
      ms: 1,
      legend: { show: false },
      padding: [12, 28, 0, 0],
      cursor: {
        drag: { x: true, y: false, setScale: false },
        points: { size: 8 },
        bind: { dblclick: () => () => this.#on.reset() },
      },
      scales: {
        x: { time: true, range: () => this.#range },
        y: { range: (u, min, max) => yRange(this.#fromZero)(u, min, max) },
      },
      axes: [
        { ...this.#axis(), space: 76, incrs: DISTANCES, values: TIMES },
        { ...this.#axis(), size: 58, values: (u, ticks) => ticks.map((v) => compact.format(v)) },
      ],
      series: [{}, ...this.#lines([]), ...this.#lines([5, 5])],
      hooks: {
        setSelect: [(u) => this.#selected(u)],
        setCursor: [(u) => this.#on.cursor(u.data[0][u.cursor.idx] ?? null)],
      },
    };
  }

  #axis() {
    const line = { stroke: css('--grid'), width: 1 };
    return { stroke: css('--muted'), font: '12px system-ui, sans-serif', grid: line, ticks: line };
  }

  #lines(dash) {
    return SERIES.map((name) => this.#line(name, dash, css(`--${name}-fill`)));
  }

  #line(name, dash, fill) {
    return {
      label: name,
      show: this.#shown[name],
      stroke: css(`--${name}`),
      // An area stands for an amount above zero: not where the axis begins elsewhere.
      fill: () => (dash.length === 0 && this.#fromZero ? fill : null),
      width: 2,
      dash,
      spanGaps: false,
      points: { show: false, size: 7, fill: css(`--${name}`), filter: dash.length ? () => null : isolated },
    };
  }

  #selected(u) {
    const { left, width } = u.select;
    if (width < 8) return; // a click, not a drag
    u.setSelect({ left: 0, width: 0, top: 0, height: 0 }, false);
    this.#on.zoom(u.posToVal(left, 'x'), u.posToVal(left + width, 'x'));
  }
}
