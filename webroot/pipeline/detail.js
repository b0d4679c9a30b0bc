/**
 * The dialog about one role. Loaded when it is first opened. Each of its sections is a function that
 * returns an element and how to update it: another section is another function in SECTIONS.
 */
import { element } from '../common/element.js';
import { stamp } from '../words/text.js';
import { say } from '../words/words.js';
import { countOf, figuresOf, linesOf, stateOf } from './figures.js';

/** Ids are long; this much tells the instances of a system apart. */
const SHORT = 8;

const SECTIONS = [summary, instances];

/** The role as a whole. */
function summary() {
  const root = element('p', { className: 'hint' });
  const update = (role) => {
    const { symbol, text } = stateOf(role);
    const counts = role.instances.length ? countOf(role) : linesOf(role).map((line) => line.text).join(', ');
    root.textContent = `${symbol} ${text}; ${counts}`;
  };
  return { root, update };
}

/** A row for each instance. */
function instances(zone) {
  const heads = ['instance', 'since', 'state', 'why', 'figures'].map((name) => {
    const th = element('th', {}, say(`instance-${name}`));
    th.scope = 'col';
    return th;
  });
  const body = element('tbody', {});
  const root = element('div', { className: 'scroll' }, element('table', {}, element('thead', {}, element('tr', {}, ...heads)), body));
  const update = (role) => {
    root.hidden = role.instances.length === 0;
    body.replaceChildren(...role.instances.map((one) => row(one, zone())));
  };
  return { root, update };
}

function row(one, zone) {
  const { symbol, text } = stateOf(one);
  const id = element('th', {}, element('code', {}, one.id.slice(0, SHORT)));
  id.scope = 'row';
  id.title = one.id;
  const reasons = Object.entries(one.reasons).map(([part, reason]) => `${part}: ${reason}`);
  const cells = [stamp(one.since, zone), `${symbol} ${text}`, list(reasons), list(figuresOf(one))];
  return element('tr', {}, id, ...cells.map((cell) => element('td', {}, cell)));
}

const list = (texts) => element('ul', {}, ...texts.map((text) => element('li', {}, text)));

export class Detail {
  #dialog = element('dialog', { className: 'card help pipeline-detail' });
  #title = element('h2', {});
  #sections;
  #name = null;

  constructor(zone) {
    this.#sections = SECTIONS.map((section) => section(zone));
    this.#dialog.id = 'pipeline-detail';
    this.#title.id = 'pipeline-detail-title';
    this.#dialog.setAttribute('aria-labelledby', this.#title.id);
    const close = element('button', { className: 'primary' }, say('close'));
    const form = element('form', {}, close);
    form.method = 'dialog';
    this.#dialog.append(this.#title, ...this.#sections.map(({ root }) => root), form);
    document.body.append(this.#dialog);
  }

  open(name, state) {
    this.#name = name;
    this.#title.textContent = name;
    if (!this.#dialog.open) this.#dialog.showModal();
    this.update(state);
  }

  /** Shows a newer state, while the dialog is open. */
  update(state) {
    if (!this.#dialog.open) return;
    const role = state.roles.find(({ name }) => name === this.#name) ?? { state: 'none', instances: [] };
    for (const section of this.#sections) section.update(role);
  }
}
