/**
 * The strip of the pipeline: a box for each role with what it says about itself. It listens while the
 * page is visible, and changes only the texts that differ.
 */
import { steady } from '../data/clock.js';
import { PIPELINE_ADDRESS } from '../data/contract.js';
import { late } from '../readout/readout.js';
import { timeOfDay } from '../words/text.js';
import { say } from '../words/words.js';
import { countOf, isState, linesOf, stateOf } from './figures.js';

/** Without a message for this time (milliseconds) the figures are out of date. */
const OUT_OF_DATE = 4_000;
const TICK = 1_000;
const STYLE = 'pipeline/strip.css';

class Strip {
  #section = document.getElementById('pipeline');
  #note = document.getElementById('pipeline-note');
  #boxes = new Map(); // by the role's name
  #state = null; // the last message
  #heard = steady();
  #detail = null;
  #feed;
  #zone;
  #timer = 0;

  constructor(feed, zone) {
    this.#feed = feed;
    this.#zone = zone;
    this.#section.addEventListener('click', (event) => late(this.#open(event.target.closest('button')?.dataset.role)));
    document.addEventListener('visibilitychange', () => this.#follow());
    this.#follow();
  }

  /** Listens while the page is visible. */
  #follow() {
    clearInterval(this.#timer);
    if (document.hidden) {
      this.#feed.unlisten(PIPELINE_ADDRESS);
      return;
    }
    this.#heard = steady();
    this.#timer = setInterval(() => this.#watch(), TICK);
    this.#feed.listen(PIPELINE_ADDRESS, (message) => this.#show(message));
  }

  #show(message) {
    if (!isState(message)) return;
    this.#state = message;
    this.#heard = steady();
    this.#section.hidden = false;
    put(this.#note, '');
    delete this.#section.dataset.old;
    const names = message.roles.map(({ name }) => name);
    if (names.join() !== [...this.#boxes.keys()].join()) this.#lay(names);
    for (const role of message.roles) fill(this.#boxes.get(role.name), role);
    this.#detail?.update(message);
  }

  /** Makes a box for each role; those that stay keep the focus. */
  #lay(names) {
    this.#boxes = new Map(names.map((name) => [name, this.#boxes.get(name) ?? box(name)]));
    document.getElementById('stages').replaceChildren(...[...this.#boxes.values()].map((one) => one.item));
  }

  /** Says that no figures come, and since when. */
  #watch() {
    if (steady() - this.#heard < OUT_OF_DATE) return;
    this.#section.hidden = false;
    this.#section.dataset.old = '';
    put(this.#note, this.#state ? say('figures-since', { time: timeOfDay(this.#state.asOf, this.#zone()) }) : say('figures-none'));
  }

  async #open(name) {
    if (!name) return;
    const { Detail } = await import('./detail.js');
    this.#detail ??= new Detail(this.#zone);
    this.#detail.open(name, this.#state);
  }
}

function box(name) {
  const item = document.createElement('li');
  const button = document.createElement('button');
  button.type = 'button';
  button.className = 'stage';
  button.dataset.role = name;
  button.setAttribute('aria-haspopup', 'dialog');
  const [title, symbol, state, count, lines] = ['name', 'symbol', 'state', 'count', 'lines'].map((part) => {
    const span = document.createElement('span');
    span.className = part;
    return span;
  });
  title.textContent = name;
  symbol.setAttribute('aria-hidden', 'true');
  const head = document.createElement('span');
  head.className = 'head';
  head.append(symbol, ' ', state);
  button.append(title, ' ', head, ' ', count, ' ', lines);
  item.append(button);
  return { item, button, symbol, state, count, lines };
}

function fill({ button, symbol, state, count, lines }, role) {
  const { id, symbol: sign, text } = stateOf(role);
  if (button.dataset.state !== id) button.dataset.state = id;
  put(symbol, sign);
  put(state, text);
  put(count, role.instances.length ? countOf(role) : '');
  const wanted = linesOf(role);
  while (lines.children.length > wanted.length) lines.lastElementChild.remove();
  wanted.forEach(({ kind, text: words }, i) => {
    if (!lines.children[i]) lines.append(document.createElement('span'));
    lines.children[i].className = kind;
    put(lines.children[i], words);
  });
}

/** Changes a text only if it differs. */
function put(element, text) {
  if (element.textContent !== text) element.textContent = text;
}

/**
 * Shows the strip once its style is there.
 *
 * @param feed the live connection
 * @param zone returns the zone of times
 */
export function showPipeline(feed, zone) {
  const style = document.createElement('link');
  style.rel = 'stylesheet';
  style.href = STYLE;
  style.addEventListener('load', () => new Strip(feed, zone));
  document.head.append(style);
}
