/** The exact values of the bucket under the cursor, beside the cursor. */
import { MEASURES, tidy } from '../data/series.js';
import { format, stamp } from '../words/text.js';
import { shownOf, zoneOf } from '../view/view.js';
import { say } from '../words/words.js';

const VALUES = ['count', 'rate', 'mean', 'min', 'max', 'sum'];
const GAP = 14;

/** A number with all its digits, except those of the rounding error of binary sums. */
export function exact(v) {
  const size = Math.abs(v);
  if (size !== 0 && (size >= 1e15 || size < 1e-6)) return String(tidy(v));
  return format(v, { maximumSignificantDigits: 15 });
}

/**
 * The lines of the tooltip: {name, cells}, one for each series that is shown.
 *
 * @param start start of the bucket
 */
export function linesOf(store, start, view) {
  return shownOf(view).map((name) => {
    const bucket = store.at(name, start);
    return { name, cells: VALUES.map((m) => (bucket ? exact(MEASURES[m].of(bucket, store.step)) : '–')) };
  });
}

/** Left edge of a box of some width, beside the cursor at x and within [0, room]. */
export function leftOf(x, width, room) {
  const right = x + GAP;
  return Math.max(0, right + width <= room ? right : x - GAP - width);
}

/** The element beside the cursor. */
export class Tooltip {
  #box;

  constructor(box) {
    this.#box = box;
  }

  hide() {
    this.#box.hidden = true;
  }

  /**
   * @param x position of the cursor in the parent element, in pixels
   * @param notes further lines, as text
   */
  show(store, start, view, x, notes = []) {
    const table = document.createElement('table');
    table.append(row('th', ['', ...VALUES.map((m) => say(`${m}-within`))], view.measure));
    for (const { name, cells } of linesOf(store, start, view)) {
      const line = row('td', [name, ...cells], view.measure);
      line.dataset.series = name;
      table.append(line);
    }
    this.#box.replaceChildren(text(stamp(start, zoneOf(view)), 'when'), table, ...notes.map((note) => text(note, 'note')));
    this.#box.hidden = false;
    this.#box.style.left = `${leftOf(x, this.#box.offsetWidth, this.#box.parentElement.clientWidth)}px`;
  }
}

function text(content, kind) {
  const element = document.createElement('p');
  element.textContent = content;
  element.className = kind;
  return element;
}

function row(tag, cells, measure) {
  const tr = document.createElement('tr');
  cells.forEach((content, i) => {
    const cell = document.createElement(tag);
    cell.textContent = content;
    if (VALUES[i - 1] === measure) cell.className = 'chosen';
    tr.append(cell);
  });
  return tr;
}
