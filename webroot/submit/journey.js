/**
 * The way of one event from this page to the chart, with the time that each step took. Pure: times
 * are milliseconds of a steady clock, if not said otherwise.
 */
import { floor } from '../data/series.js';

/** After this time nothing more is expected. */
export const PATIENCE = 60_000;

export class Journey {
  /** @param time the event's time, epoch milliseconds; @param sent when it was sent */
  constructor(time, sent) {
    this.time = time;
    this.sent = sent;
    this.accepted = null; // when the server said so
    this.stored = null; // {series, after, at}: duration since it was sent, and the server's time
    this.drawn = null; // duration since it was sent
    this.failed = null; // why it went no further
  }

  /** The answer has come. */
  accept(now) {
    this.accepted = now - this.sent;
  }

  refuse(reason) {
    this.failed = reason;
  }

  /** @param stored the times at which series have stored it, by series, of the server's clock */
  store(stored, now) {
    const [first] = Object.entries(stored);
    if (first && this.stored === null) this.stored = { series: first[0], at: first[1], after: now - this.sent };
  }

  /**
   * The chart was drawn.
   *
   * @param win the drawn window; @param read the time up to which each series is on it, of the server's clock
   */
  paint(win, read, now) {
    if (this.stored === null || this.drawn !== null || !(read(this.stored.series) >= this.stored.at)) return;
    const start = floor(this.time, win.step);
    if (start >= win.from && start < win.to) this.drawn = now - this.sent;
  }

  /**
   * Whether the window shows the event's time, or will.
   *
   * @param moving whether it follows the present: its end is some time behind, and comes to a new event
   */
  isWithin(win, moving) {
    return this.time >= win.from && (moving || this.time < win.to);
  }

  isOver(now) {
    return this.failed !== null || this.drawn !== null || now - this.sent > PATIENCE;
  }
}
