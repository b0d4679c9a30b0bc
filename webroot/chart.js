/* global uPlot */
import { place } from './axis.js';
import { SERIES } from './contract.js';

const css = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();

const DATE = '\n{YYYY}-{MM}-{DD}';

/**
 * Texts of the time axis with 24 hours and ISO dates, in uPlot's format: least distance of ticks in
 * milliseconds, text, then the additions when the year, month, day, hour, minute or second changes.
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

/** A point between two gaps has no line and gets a dot. */
function isolated(u, seriesIndex) {
  const ys = u.data[seriesIndex];
  const alone = [];
  for (let i = 0; i < ys.length; i++) {
    if (ys[i] != null && ys[i - 1] == null && ys[i + 1] == null) alone.push(i);
  }
  return alone;
}

/** Width of the texts of an axis, in pixels. */
const textWidth = (labels) => Math.max(58, 24 + 7 * Math.max(0, ...(labels ?? []).map((text) => text.length)));

/** Lines also differ in width and lightness, for people who can't tell the colours apart. */
const WIDTHS = { high: 3, low: 2 };

/** Least distance of two series names, in pixels. */
const NAME_HEIGHT = 14;

/** The line chart: both series; buckets that are still filling are dashed. */
export class LiveChart {
  #u = null;
  #box;
  #on;
  #data = [[], ...SERIES.map(() => []), ...SERIES.map(() => [])];
  #range = [0, 1];
  #axis = { lo: 0, hi: 1, ticks: [], labels: [] };
  #area = true;
  #shown = SERIES;
  #zone = 'local';
  #cursor = null; // a time, so that it stays on its bucket while the chart moves
  #dragging = false;

  /**
   * @param on zoom(from, to) after a drag, reset() at a double-click, released() when a drag ends,
   *     cursor(bucket start or null, whether by a key)
   */
  constructor(box, on) {
    this.#box = box;
    this.#on = on;
    this.#build();
    new ResizeObserver(() => this.#u.setSize(this.#size())).observe(box);
    for (const query of ['(prefers-color-scheme: dark)', '(forced-colors: active)']) {
      matchMedia(query).addEventListener('change', () => this.#build());
    }
    for (const end of ['mouseup', 'blur']) addEventListener(end, () => this.#release());
  }

  /**
   * Draws columns over exactly [from, to] milliseconds. While the user selects a range the chart does
   * not move.
   *
   * @param look axis: of axisOf; area: whether values stand on zero; shown: names of series; zone
   */
  draw(data, from, to, { axis, area, shown, zone }) {
    if (this.#dragging) return false;
    this.#data = [data[0], ...data.slice(1).map((column) => column.map((v) => place(axis, v)))];
    this.#range = [from, to];
    this.#axis = axis;
    this.#area = area;
    if (zone !== this.#zone) {
      this.#zone = zone;
      this.#build();
    }
    this.#show(shown);
    this.#u.setData(this.#data);
    this.#keepCursor();
    return true;
  }

  #show(shown) {
    if (shown.join() === this.#shown.join()) return;
    this.#shown = shown;
    SERIES.forEach((name, i) => {
      for (const at of [1 + i, 1 + SERIES.length + i]) this.#u.setSeries(at, { show: shown.includes(name) });
    });
  }

  /** Moves the cursor by whole buckets; without a cursor it starts at the newest bucket. */
  step(by) {
    const times = this.#data[0];
    const index = this.#cursor === null ? times.length - 1 : times.indexOf(this.#cursor) + by;
    this.#point(times[Math.max(0, Math.min(times.length - 1, index))] ?? null, true);
    this.#keepCursor();
  }

  /** Zooms around the cursor, or the middle; factor below 1 shows less time. */
  zoom(factor) {
    const [from, to] = this.#range;
    const middle = this.#cursor ?? (from + to) / 2;
    const half = ((to - from) * factor) / 2;
    this.#on.zoom(middle - half, middle + half);
  }

  #point(time, byKey = false) {
    this.#cursor = time;
    this.#on.cursor(time, byKey);
  }

  /** Moves the cursor along with its time; removes it when that time has left the chart. */
  #keepCursor() {
    if (this.#cursor === null) return;
    if (!this.#data[0].includes(this.#cursor)) {
      this.#u.setCursor({ left: -10, top: -10 }, false);
      this.#point(null);
      return;
    }
    const top = this.#u.cursor.top >= 0 ? this.#u.cursor.top : this.#u.over.clientHeight / 2;
    this.#u.setCursor({ left: this.#u.valToPos(this.#cursor, 'x'), top }, false);
    this.#on.cursor(this.#cursor, false);
  }

  #release() {
    if (!this.#dragging) return;
    this.#dragging = false;
    this.#on.released();
  }

  /** The cursor follows the mouse only when the mouse moves, not when the chart does. */
  #listen(over) {
    over.addEventListener('mousemove', (event) => {
      const time = this.#data[0][this.#u.posToIdx(event.offsetX)] ?? null;
      if (!this.#dragging && time !== this.#cursor) this.#point(time);
    });
    over.addEventListener('mouseleave', () => this.#point(null));
    over.addEventListener('mousedown', (event) => {
      this.#dragging = event.button === 0;
    });
  }

  #size() {
    const width = Math.max(240, this.#box.clientWidth);
    // Higher on a large screen, but the figures below must stay visible.
    const most = Math.max(440, innerHeight * 0.55);
    return { width, height: Math.round(Math.max(240, Math.min(most, width * 0.42))) };
  }

  #build() {
    this.#u?.destroy();
    this.#u = new uPlot(this.#options(), this.#data, this.#box);
    this.#listen(this.#u.over);
  }

  #options() {
    return {
      ...this.#size(),
      ms: 1,
      legend: { show: false },
      padding: [12, 44, 0, 0],
      tzDate: (ms) => (this.#zone === 'utc' ? uPlot.tzDate(new Date(ms), 'Etc/UTC') : new Date(ms)),
      cursor: {
        drag: { x: true, y: false, setScale: false },
        points: { size: 8 },
        bind: { dblclick: () => () => this.#on.reset() },
      },
      scales: {
        x: { time: true, range: () => this.#range },
        y: { range: () => [0, 1] },
      },
      axes: [
        { ...this.#lineOfAxis(), space: 76, incrs: DISTANCES, values: TIMES },
        {
          ...this.#lineOfAxis(),
          size: (u, labels) => textWidth(labels),
          splits: () => this.#axis.ticks.map((v) => place(this.#axis, v)),
          values: () => this.#axis.labels,
        },
      ],
      series: [{}, ...this.#lines([]), ...this.#lines([5, 5])],
      hooks: {
        setSelect: [(u) => this.#selected(u)],
        draw: [(u) => this.#names(u)],
      },
    };
  }

  #lineOfAxis() {
    const line = { stroke: css('--grid'), width: 1 };
    return { stroke: css('--muted'), font: '12px system-ui, sans-serif', grid: line, ticks: line };
  }

  /** Draws each series name at the end of its line, for people who can't tell the colours apart. */
  #names(u) {
    const ends = SERIES.filter((name) => this.#shown.includes(name)).map((name) => this.#endOf(u, name)).filter(Boolean);
    ends.sort((a, b) => a.y - b.y);
    u.ctx.save();
    u.ctx.font = `600 ${12 * devicePixelRatio}px system-ui, sans-serif`;
    u.ctx.textAlign = 'left';
    u.ctx.textBaseline = 'middle';
    ends.forEach((end, i) => {
      if (i > 0) end.y = Math.max(end.y, ends[i - 1].y + NAME_HEIGHT * devicePixelRatio);
      u.ctx.fillStyle = css(`--${end.name}`);
      u.ctx.fillText(end.name, u.bbox.left + u.bbox.width + 6 * devicePixelRatio, end.y);
    });
    u.ctx.restore();
  }

  #endOf(u, name) {
    const index = SERIES.indexOf(name);
    const columns = [u.data[1 + index], u.data[1 + SERIES.length + index]];
    for (let i = u.data[0].length - 1; i >= 0; i--) {
      const value = columns[1][i] ?? columns[0][i];
      if (value != null) return { name, y: u.valToPos(value, 'y', true) };
    }
    return null;
  }

  #lines(dash) {
    return SERIES.map((name) => this.#line(name, dash, css(`--${name}-fill`)));
  }

  #line(name, dash, fill) {
    return {
      label: name,
      show: this.#shown.includes(name),
      stroke: css(`--${name}`),
      // The area is drawn only if the axis begins at zero.
      fill: () => (dash.length === 0 && this.#area ? fill : null),
      fillTo: () => place(this.#axis, 0),
      width: WIDTHS[name],
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
