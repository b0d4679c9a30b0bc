/** The brush below the chart: the last 24 hours, with the chart's window marked. */
import { SERIES } from '../data/contract.js';
import { steady } from '../data/clock.js';
import { STEP, countsOf, dragged, markOf, partAt, rangeAt } from './brush.js';
import { SeriesStore, stepId } from '../data/series.js';
import { Snapshots } from '../data/snapshot.js';
import { stamp } from '../words/text.js';
import { say } from '../words/words.js';

const REFETCH = 300_000;

/** New events are drawn once in this time, because the last bar alone changes (milliseconds). */
const PAUSE = 5_000;
const SHORTEST = 5_000;
const CLICK = 4;

export class Overview {
  #box;
  #on;
  #store = new SeriesStore(STEP);
  #snapshots;
  #painted = '';
  #version = -1; // of the store, when it was painted
  #at = -Infinity;
  #width = 0; // of the box; reading it when drawing would force a layout
  #state = null; // {win, range, mark} of the last drawing

  /**
   * @param now the server's time, as a function
   * @param on changed() when there is something to draw; move(window) and resize(window) as the user drags
   */
  constructor(box, now, on) {
    this.#box = box;
    this.#on = on;
    this.#snapshots = new Snapshots({
      query: () => ({ ...rangeAt(now()), step: stepId(STEP) }),
      interval: () => REFETCH,
      onData: (answer) => {
        this.#store.take(answer);
        this.#store.prune(rangeAt(now()).from);
        this.#painted = ''; // many bars change, so it is painted at once
        on.changed();
      },
      onProblem: () => null, // the status line has it
    });
    new ResizeObserver(([{ contentRect }]) => {
      this.#width = contentRect.width;
      on.changed();
    }).observe(box);
    box.addEventListener('pointerdown', (event) => this.#drag(event));
  }

  fetch() {
    this.#snapshots.refresh();
  }

  /** Takes the buckets of a live update. */
  update({ series, step, buckets, asOf }) {
    if (step === STEP) this.#store.merge(series, buckets, asOf);
  }

  /**
   * Draws if the result would look different.
   *
   * @param moving whether the window moves by itself
   */
  draw(win, now, zone, moving) {
    const range = rangeAt(now);
    const width = this.#width;
    const mark = markOf(range, win, width);
    this.#state = { win, range, mark };
    this.#describe(win, range, zone, moving);
    const key = [range.from, width, Math.round(mark.left * 2), Math.round(mark.width * 2), mark.outside].join();
    const grown = this.#store.version !== this.#version && steady() - this.#at >= PAUSE;
    if ((key === this.#painted && !grown) || width === 0) return;
    [this.#painted, this.#version, this.#at] = [key, this.#store.version, steady()];
    this.#paint(countsOf(this.#store, range), mark, width);
  }

  /** Draws again, with other colours. */
  restyle() {
    this.#painted = '';
  }

  #describe(win, range, zone, moving) {
    const percent = Math.round(((win.to - range.from) / (range.to - range.from)) * 100);
    const text = say('range-from-to', { from: stamp(win.from, zone), to: stamp(win.to, zone) });
    const set = (name, value) => this.#box.getAttribute(name) !== value && this.#box.setAttribute(name, value);
    if (moving && this.#box === document.activeElement) return; // it would be read out each second
    set('aria-valuetext', text);
    set('aria-valuenow', String(Math.max(0, Math.min(100, percent))));
  }

  #paint(counts, mark, width) {
    const canvas = this.#box.querySelector('canvas');
    const height = this.#box.clientHeight;
    const scale = devicePixelRatio;
    [canvas.width, canvas.height] = [Math.round(width * scale), Math.round(height * scale)];
    const ctx = canvas.getContext('2d');
    const style = getComputedStyle(document.documentElement);
    ctx.scale(scale, scale);
    const totals = counts[0].map((v, i) => counts.reduce((sum, column) => sum + column[i], 0));
    const most = Math.max(1, ...totals);
    const bar = width / counts[0].length;
    const base = new Array(counts[0].length).fill(0);
    for (const name of [...SERIES].reverse()) {
      ctx.fillStyle = style.getPropertyValue(`--${name}-brush`);
      ctx.beginPath();
      counts[SERIES.indexOf(name)].forEach((count, i) => {
        if (count === 0) return;
        const size = (count / totals[i]) * Math.sqrt(totals[i] / most) * (height - 6); // so that a burst leaves the rest visible
        ctx.rect(i * bar, height - base[i] - size, bar + 0.3, size);
        base[i] += size;
      });
      ctx.fill();
    }
    this.#paintMark(ctx, style, mark, width, height);
  }

  #paintMark(ctx, style, mark, width, height) {
    const colour = style.getPropertyValue('--accent');
    ctx.fillStyle = style.getPropertyValue('--shade');
    ctx.fillRect(0, 0, mark.left, height);
    ctx.fillRect(mark.left + mark.width, 0, width - mark.left - mark.width, height);
    ctx.strokeStyle = colour;
    ctx.lineWidth = 2;
    if (mark.outside) ctx.setLineDash([3, 3]);
    ctx.strokeRect(Math.max(1, mark.left), 1, Math.min(mark.width, width - mark.left - 1), height - 2);
    ctx.setLineDash([]);
  }

  #drag(event) {
    if (event.button !== 0 || this.#state === null) return;
    event.preventDefault();
    this.#box.focus();
    const { win, range, mark } = this.#state;
    const left = this.#box.getBoundingClientRect().left;
    const perPixel = (range.to - range.from) / this.#box.clientWidth;
    const start = event.clientX;
    let part = partAt(mark, start - left);
    let from = win;
    if (part === 'outside') {
      const middle = range.from + (start - left) * perPixel;
      from = { from: middle - (win.to - win.from) / 2, to: middle + (win.to - win.from) / 2 };
      part = 'body';
      this.#on.move(from);
    }
    const move = ({ clientX }) => {
      if (Math.abs(clientX - start) < CLICK) return;
      const next = dragged(from, part, (clientX - start) * perPixel, SHORTEST);
      if (part === 'body') this.#on.move(next);
      else this.#on.resize(next);
    };
    this.#box.setPointerCapture(event.pointerId);
    this.#box.addEventListener('pointermove', move);
    const end = () => {
      this.#box.removeEventListener('pointermove', move);
      for (const name of ['pointerup', 'pointercancel']) this.#box.removeEventListener(name, end);
    };
    for (const name of ['pointerup', 'pointercancel']) this.#box.addEventListener(name, end);
  }
}
