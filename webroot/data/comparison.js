/** Fetches the range that a view is compared with, and holds its buckets. */
import { compareQuery, shiftOf } from './compare.js';
import { SeriesStore } from './series.js';
import { Snapshots } from './snapshot.js';

/** The past seldom changes (milliseconds). */
const REFETCH = 60_000;

export class Comparison {
  #store = null;
  #shift = null;
  #win = null;
  #asked = null; // the range of the last query
  #snapshots;

  /** @param changed called when buckets have arrived */
  constructor(changed) {
    this.#snapshots = new Snapshots({
      query: () => this.#query(),
      interval: () => REFETCH,
      onData: (answer) => {
        if (answer.step !== this.#store?.step) return;
        this.#store.take(answer);
        changed();
      },
      onProblem: () => null, // the status line has the same problem, of the page's own query
    });
  }

  /** The buckets, a shift before those of the chart, or null. */
  get store() {
    return this.#store;
  }

  get shift() {
    return this.#shift;
  }

  /** Fetches what is missing for a view; must be called before each drawing. */
  follow(view, win) {
    const shift = shiftOf(view);
    if (shift === null) return this.#stop();
    this.#win = win;
    if (shift !== this.#shift || win.step !== this.#store?.step) {
      this.#shift = shift;
      this.#store = new SeriesStore(win.step);
      this.#asked = null;
    }
    if (this.#asked === null || Math.max(0, win.from - shift) < this.#asked.from || win.to - shift > this.#asked.to) this.#snapshots.refresh();
    this.#store.prune(win.from - shift - 60 * win.step, win.to - shift + 120 * win.step);
  }

  /** Fetches again, because the past may have changed, or could not be read. */
  again() {
    if (this.#store !== null) this.#snapshots.refresh();
  }

  #query() {
    const query = compareQuery(this.#win, this.#shift);
    this.#asked = query;
    return query;
  }

  #stop() {
    if (this.#store === null) return;
    this.#store = null;
    this.#shift = null;
    this.#snapshots.stop();
  }
}
