/* global uPlot */
import { place } from './axis.js';
import { SERIES } from '../data/contract.js';
import { areaOf, band, beyond, dashed, level } from './layers.js';

const css = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();

const COLOURS = [...SERIES.flatMap((name) => [name, `${name}-fill`, `${name}-band`]), 'grid', 'muted', 'bad', 'beyond'];

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
const SMALL = 0.6; // relative width of the lines of a small chart

/** Least distance of two series names, in pixels. */
const NAME_HEIGHT = 14;

/** Height of what surrounds the chart in a frame, in pixels. */
const EMBEDDED = 120;

/** A drag shorter than this is a click, in pixels. */
const CLICK = 8;

/** A part of the window by which a turn of the wheel moves through history, for each pixel. */
const WHEEL = 1 / 1_500;

const NOTHING_UNDER = { bands: [], compared: [], levels: [] };

/** The layers under the lines, with their values placed on the axis; levels beyond its ends are left out. */
function placed({ bands, compared, levels }, axis) {
  const all = (values) => values.map((v) => place(axis, v));
  return {
    bands: bands.map(({ name, lows, highs }) => ({ name, lows: all(lows), highs: all(highs) })),
    compared: compared.map(({ name, values }) => ({ name, values: all(values) })),
    levels: levels.filter(({ value }) => value >= axis.lo && value <= axis.hi).map((one) => ({ ...one, at: place(axis, one.value) })),
  };
}

/** The line chart: both series; buckets that are still filling are dashed. */
export class LiveChart {
  #u = null;
  #box;
  #on;
  #data = [[], ...SERIES.map(() => []), ...SERIES.map(() => [])];
  #range = [0, 1];
  #colours = {}; // read once, because computing styles is expensive
  #axis = { lo: 0, hi: 1, ticks: [], labels: [] };
  #area = true;
  #shown = SERIES;
  #zone = 'local';
  #under = NOTHING_UNDER;
  #cursor = null; // a time, so that it stays on its bucket while the chart moves
  #dragging = false;
  #fixedSize = null;
  #small = false;
  #turned = 0; // pixels of the wheel that have not moved the chart yet

  /**
   * @param on zoom(from, to) after a drag, pan(milliseconds), reset() at a double-click, released() when
   *     a drag ends, cursor(bucket start or null, whether by a key, position in pixels or null)
   * @param options small: whether it is one of several
   */
  constructor(box, on, { small = false } = {}) {
    this.#box = box;
    this.#small = small;
    this.#on = on;
    this.#build();
    new ResizeObserver(() => this.#u.setSize(this.#size())).observe(box);
    for (const end of ['mouseup', 'blur']) addEventListener(end, () => this.#release());
  }

  /**
   * Draws columns over exactly [from, to] milliseconds. While the user selects a range the chart does
   * not move.
   *
   * @param look axis: of axisOf; area: whether values stand on zero; shown: names of series; zone; under:
   *     {bands: [{name, lows, highs}], compared: [{name, values}], levels: [{value, text, side}]}, drawn
   *     under the lines
   */
  draw(data, from, to, { axis, area, shown, zone, under = NOTHING_UNDER }) {
    if (this.#dragging) return false;
    this.#data = [data[0], ...data.slice(1).map((column) => column.map((v) => place(axis, v)))];
    this.#range = [from, to];
    this.#axis = axis;
    this.#area = area;
    this.#under = placed(under, axis);
    if (zone !== this.#zone) {
      this.#zone = zone;
      this.#build();
    }
    this.#show(shown);
    this.#u.setData(this.#data);
    this.#u.redraw(false, true); // the texts of an axis whose positions stay from 0 to 1
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

  /** Draws with the present colours of the style sheet. */
  restyle() {
    this.#build();
  }

  /** The texts of the axis of values, as they are painted. */
  get labels() {
    return [...(this.#u.axes[1]._values ?? [])];
  }

  /** The canvas, for a picture of the chart. */
  get canvas() {
    return this.#u.ctx.canvas;
  }

  /** What is drawn, for pictures of the chart: sizes in pixels, values from 0 to 1, texts of the axes. */
  get drawing() {
    const [u, axis] = [this.#u, this.#axis];
    const { left, top, width, height } = u.bbox;
    const plot = { left: left / uPlot.pxRatio, top: top / uPlot.pxRatio, width: width / uPlot.pxRatio, height: height / uPlot.pxRatio };
    const [{ _splits: splits, _values: texts }] = u.axes;
    const times = (splits ?? []).map((time, i) => ({ time, text: texts[i] ?? '' }));
    return {
      width: u.width,
      height: u.height,
      plot,
      range: this.#range,
      xs: this.#data[0],
      ticks: axis.ticks.map((v, i) => ({ at: place(axis, v), text: axis.labels[i] })),
      times: times.filter(({ time }) => time >= this.#range[0] && time <= this.#range[1]),
      lines: SERIES.filter((name) => this.#shown.includes(name)).map((name) => this.#drawnLine(name)),
      under: this.#under,
      colours: { ...this.#colours, card: css('--card'), text: css('--text') },
    };
  }

  #drawnLine(name) {
    const at = 1 + SERIES.indexOf(name);
    return { name, values: this.#data[at], filling: this.#data[at + SERIES.length], width: WIDTHS[name] };
  }

  /** Draws in a fixed size, for print, or with null in the size of its box. */
  fit(size) {
    this.#fixedSize = size;
    this.#u.setSize(this.#size());
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

  /** Moves through history by a part of the window. */
  pan(part) {
    this.#on.pan((this.#range[1] - this.#range[0]) * part);
  }

  #point(time, byKey = false) {
    this.#cursor = time;
    this.#on.cursor(time, byKey, this.#cursorX());
  }

  /** Position of the cursor in the box, in pixels, or null. */
  #cursorX() {
    return this.#cursor === null ? null : this.#u.over.offsetLeft + this.#u.valToPos(this.#cursor, 'x');
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
    this.#on.cursor(this.#cursor, false, this.#cursorX());
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
      this.#dragging = event.button === 0 && !event.shiftKey;
    });
    over.addEventListener('pointerdown', (event) => {
      if (event.shiftKey || event.pointerType === 'touch') this.#drag(over, event);
    });
    over.addEventListener('wheel', (event) => this.#turn(event), { passive: false });
  }

  /** Moves through history as the pointer moves. */
  #drag(over, { pointerId, clientX }) {
    let last = clientX;
    const move = (event) => {
      const by = ((last - event.clientX) / over.clientWidth) * (this.#range[1] - this.#range[0]);
      if (this.#on.pan(by)) last = event.clientX;
    };
    const end = () => {
      over.removeEventListener('pointermove', move);
      for (const name of ['pointerup', 'pointercancel']) over.removeEventListener(name, end);
    };
    over.setPointerCapture(pointerId);
    over.addEventListener('pointermove', move);
    for (const name of ['pointerup', 'pointercancel']) over.addEventListener(name, end);
  }

  /** A wheel moves sideways through history and zooms with ctrl; otherwise the page scrolls. */
  #turn(event) {
    const sideways = event.shiftKey && event.deltaX === 0 ? event.deltaY : event.deltaX;
    if (event.ctrlKey) this.zoom(event.deltaY < 0 ? 0.8 : 1.25);
    else if (Math.abs(sideways) > Math.abs(event.shiftKey ? 0 : event.deltaY)) this.#scroll(sideways);
    else return;
    event.preventDefault();
  }

  /** Collects small turns until they move the chart. */
  #scroll(pixels) {
    this.#turned += pixels;
    const range = this.#range[1] - this.#range[0];
    if (this.#on.pan(this.#turned * WHEEL * range)) this.#turned = 0;
  }

  #size() {
    if (this.#fixedSize) return this.#fixedSize;
    if (this.#small) return { width: Math.max(240, this.#box.clientWidth), height: 170 };
    const width = Math.max(240, this.#box.clientWidth);
    if (document.documentElement.dataset.embed !== undefined) return { width, height: Math.max(140, innerHeight - EMBEDDED) };
    // Higher on a large screen, but the figures below must stay visible.
    const most = Math.max(440, innerHeight * 0.55);
    return { width, height: Math.round(Math.max(240, Math.min(most, width * 0.42))) };
  }

  #build() {
    for (const name of COLOURS) this.#colours[name] = css(`--${name}`);
    this.#u?.destroy();
    this.#u = new uPlot(this.#options(), this.#data, this.#box);
    this.#label(this.#u.ctx.canvas);
    this.#listen(this.#u.over);
  }

  /** A screen reader that reads on, instead of following the focus, comes to the canvas and not to its box. */
  #label(canvas) {
    canvas.setAttribute('role', 'img');
    if (this.#small) canvas.setAttribute('aria-hidden', 'true'); // its figure has a caption
    else canvas.setAttribute('aria-labelledby', 'summary');
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
        bind: {
          dblclick: () => () => this.#on.reset(),
          mousedown: (u, target, select) => (event) => (event.shiftKey ? null : select(event)), // shift moves
        },
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
        drawAxes: [(u) => this.#beneath(u)],
        draw: [(u) => this.#names(u)],
      },
    };
  }

  /** Bands, the compared range and levels. */
  #beneath(u) {
    const { bands, compared, levels } = this.#under;
    if (bands.length + compared.length + levels.length === 0) return;
    const area = areaOf(u, this.#range);
    const xs = u.data[0];
    u.ctx.save();
    u.ctx.beginPath();
    u.ctx.rect(area.left, area.top, area.width, area.height);
    u.ctx.clip();
    for (const { at, side } of levels.filter((one) => one.side)) beyond(u.ctx, area, at, side, this.#colours.beyond);
    for (const { name, lows, highs } of bands) band(u.ctx, area, xs, lows, highs, this.#colours[`${name}-band`]);
    for (const { name, values } of compared) dashed(u.ctx, area, xs, values, this.#colours[name], devicePixelRatio);
    for (const { at, text, side } of levels) level(u.ctx, area, at, text, side ? this.#colours.bad : this.#colours.muted, devicePixelRatio);
    u.ctx.restore();
  }

  #lineOfAxis() {
    const line = { stroke: this.#colours.grid, width: 1 };
    return { stroke: this.#colours.muted, font: '12px system-ui, sans-serif', grid: line, ticks: line };
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
      u.ctx.fillStyle = this.#colours[end.name];
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
    return SERIES.map((name) => this.#line(name, dash, this.#colours[`${name}-fill`]));
  }

  #line(name, dash, fill) {
    return {
      label: name,
      show: this.#shown.includes(name),
      stroke: this.#colours[name],
      // The area is drawn only if the axis begins at zero.
      fill: () => (dash.length === 0 && this.#area ? fill : null),
      fillTo: () => place(this.#axis, 0),
      width: WIDTHS[name] * (this.#small ? SMALL : 1),
      dash,
      spanGaps: false,
      points: { show: false, size: 7, fill: this.#colours[name], filter: dash.length ? () => null : isolated },
    };
  }

  #selected(u) {
    const { left, width } = u.select;
    if (width < CLICK) return;
    u.setSelect({ left: 0, width: 0, top: 0, height: 0 }, false);
    this.#on.zoom(u.posToVal(left, 'x'), u.posToVal(left + width, 'x'));
  }
}
