/** The other measures as small charts below the chart, on wide screens. */
import { axisOf } from './axis.js';
import { LiveChart } from './chart.js';
import { steady } from '../data/clock.js';
import { SERIES } from '../data/contract.js';
import { titleOf } from '../readout/readout.js';
import { MEASURES, columnsWithFilling } from '../data/series.js';
import { shownOf, zoneOf } from '../view/view.js';

/** They are drawn once in this time for live updates, because drawing is expensive (milliseconds). */
const PAUSE = 900;

/** Windows wide enough for small charts. */
const WIDE = matchMedia('(min-width: 1600px)');

export class Panels {
  #box;
  #on;
  #charts = new Map(); // measure: {chart, figure, title}
  #drawn = '';
  #shape = '';
  #at = -Infinity;
  #due = []; // measures to draw

  /** @param on as of LiveChart, except for the cursor */
  constructor(box, on) {
    this.#box = box;
    this.#on = { ...on, cursor: () => null };
    WIDE.addEventListener('change', on.released);
  }

  /** Whether a view shows them. */
  static shownIn(view) {
    return view.panels !== 'off' && !view.embed && WIDE.matches;
  }

  /**
   * Draws one of the measures that have changed, except the view's own: not all in one frame, so that the
   * page stays responsive.
   *
   * @param shape changes with what the user chose
   * @param key changes with the data
   * @returns whether others are left for the next frames
   */
  draw(store, view, win, shape, key) {
    const measures = Panels.shownIn(view) ? Object.keys(MEASURES).filter((measure) => measure !== view.measure) : [];
    this.#box.hidden = measures.length === 0;
    const [chosen, drawn] = [measures.join() + shape, measures.join() + shape + key];
    if (drawn !== this.#drawn && (chosen !== this.#shape || steady() - this.#at >= PAUSE)) {
      [this.#drawn, this.#shape, this.#at] = [drawn, chosen, steady()];
      for (const [measure, { figure }] of this.#charts) figure.hidden = !measures.includes(measure);
      this.#due = measures;
    }
    const [next, ...rest] = this.#due;
    if (next === undefined) return false;
    this.#due = rest;
    this.#draw(this.#panel(next), next, store, view, win);
    return rest.length > 0;
  }

  /** Draws with the present colours. */
  restyle() {
    this.#drawn = this.#shape = '';
    for (const { chart } of this.#charts.values()) chart.restyle();
  }

  #panel(measure) {
    if (!this.#charts.has(measure)) {
      const [figure, title, box] = ['figure', 'figcaption', 'div'].map((tag) => document.createElement(tag));
      figure.className = 'card panel-chart';
      box.className = 'chart';
      figure.append(title, box);
      this.#box.append(figure);
      this.#charts.set(measure, { figure, title, chart: new LiveChart(box, this.#on, { small: true }) });
      const inOrder = Object.keys(MEASURES).filter((one) => this.#charts.has(one));
      this.#box.append(...inOrder.map((one) => this.#charts.get(one).figure));
    }
    return this.#charts.get(measure);
  }

  #draw({ figure, title, chart }, measure, store, view, win) {
    figure.hidden = false;
    title.textContent = titleOf(measure, win.step);
    const shown = shownOf(view);
    const data = columnsWithFilling(store, win.from, win.to, win.complete, measure);
    const rules = MEASURES[measure].axis;
    const axis = axisOf(shown.flatMap((name) => [1, 3].flatMap((at) => data[at + SERIES.indexOf(name)])), rules, 3);
    const end = Math.max(win.to - win.step, win.from + win.step);
    if (!chart.draw(data, win.from, end, { axis, area: Boolean(rules.fromZero), shown, zone: zoneOf(view) })) this.#drawn = ''; // while the user drags
  }
}
