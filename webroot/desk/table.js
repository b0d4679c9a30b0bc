/** The table of dead letters. Values are data: they only ever become text nodes. */
import { stamp } from '../words/text.js';
import { say } from '../words/words.js';
import { element } from '../common/element.js';
import { valueText } from './text.js';

const COLUMNS = ['reason', 'value', 'source', 'time', 'roles', 'replayed-as'];

export class LetterTable {
  #rows = element('tbody');
  #all = element('input', { type: 'checkbox', ariaLabel: say('desk-select-all') });
  #changed;

  /** @param changed called when other letters are selected */
  constructor(changed) {
    this.#changed = changed;
    const head = COLUMNS.map((name) => element('th', { scope: 'col' }, say(`desk-${name}`)));
    this.root = element(
      'table',
      {},
      element('caption', { className: 'visually-hidden' }, say('desk-title')),
      element('thead', {}, element('tr', {}, element('td', {}, this.#all), ...head)),
      this.#rows,
    );
    this.#all.addEventListener('change', () => {
      this.#boxes().forEach((box) => (box.checked = this.#all.checked));
      this.#changed();
    });
    this.#rows.addEventListener('change', () => this.#select());
  }

  #boxes = () => [...this.#rows.querySelectorAll('input')];

  #select() {
    const boxes = this.#boxes();
    const chosen = boxes.filter((box) => box.checked).length;
    this.#all.checked = chosen > 0 && chosen === boxes.length;
    this.#all.indeterminate = chosen > 0 && chosen < boxes.length;
    this.#all.disabled = boxes.length === 0;
    this.#changed();
  }

  /** Sources of the selected letters. */
  selected = () => this.#boxes().filter((box) => box.checked).map((box) => box.value);

  clear() {
    this.#rows.replaceChildren();
    this.#select();
  }

  add(letters, zone) {
    this.#rows.append(...letters.map((letter) => row(letter, zone)));
    this.#select();
  }
}

function row(letter, zone) {
  const cells = [
    element('td', {}, letter.reason),
    element('td', {}, element('code', {}, valueText(letter))),
    element('th', { scope: 'row' }, letter.source),
    element('td', {}, stamp(letter.refused, zone)),
    element('td', {}, letter.roles.join(', ')),
    element('td', {}, letter.replayedAs ?? '–'),
  ];
  return element('tr', {}, element('td', {}, boxOf(letter)), ...cells);
}

/** What was replayed can't be replayed again, so it can't be selected. */
function boxOf({ source, replayedAs }) {
  if (replayedAs !== null) return '';
  return element('input', { type: 'checkbox', value: source, ariaLabel: say('desk-select', { source }) });
}
