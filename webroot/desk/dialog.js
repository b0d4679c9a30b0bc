/** The desk: a dialog that lists dead letters, replays selected ones, and tells the last verify. */
import { say } from '../words/words.js';
import { element } from '../common/element.js';
import { ReplayBox } from './replaybox.js';
import { fetchLetters, fetchVerify } from './requests.js';
import { LetterTable } from './table.js';
import { verifyText } from './text.js';

function button(text, onClick) {
  const made = element('button', { type: 'button' }, text);
  made.addEventListener('click', onClick);
  return made;
}

class Desk {
  #onCount;
  #zone = 'local';
  #next = null;
  #turn = 0; // of the latest list
  #verify = element('p');
  #status = element('p', { role: 'status' });
  #onlyOpen = element('input', { type: 'checkbox', checked: true });
  #table = new LetterTable(() => this.#replays.choose(this.#table.selected()));
  #more = button(say('desk-more'), () => this.#list(this.#next));
  #replays = new ReplayBox(() => this.#list());
  #dialog;

  /** @param onCount called with each answer that counts the letters */
  constructor(onCount) {
    this.#onCount = onCount;
    const title = element('h2', { id: 'desk-title' }, say('desk-title'));
    const filter = element('label', {}, this.#onlyOpen, ` ${say('desk-only-open')}`);
    const close = button(say('desk-close'), () => this.#dialog.close());
    this.#dialog = element(
      'dialog',
      { className: 'card desk' },
      element('div', { className: 'desk-bar' }, title, close),
      element('p', { className: 'hint' }, say('desk-hint')),
      this.#verify,
      element('div', { className: 'desk-bar' }, filter, button(say('desk-refresh'), () => this.#refresh())),
      this.#status,
      element('div', { className: 'scroll', tabIndex: 0, role: 'region', ariaLabel: say('desk-title') }, this.#table.root),
      this.#more,
      this.#replays.root,
    );
    this.#dialog.setAttribute('aria-labelledby', 'desk-title');
    this.#dialog.addEventListener('close', () => this.#replays.forget());
    this.#onlyOpen.addEventListener('change', () => this.#list());
    const style = element('link', { rel: 'stylesheet', href: 'desk/desk.css' });
    document.head.append(style);
    document.body.append(this.#dialog);
  }

  open(zone) {
    this.#zone = zone;
    if (!this.#dialog.open) this.#dialog.showModal();
    this.#refresh();
  }

  #refresh() {
    this.#replays.forget();
    this.#list();
    this.#readVerify();
  }

  async #readVerify() {
    try {
      this.#verify.textContent = verifyText(await fetchVerify(), this.#zone, Date.now());
    } catch (e) {
      this.#verify.textContent = say('desk-verify-unknown', { reason: e.message });
    }
  }

  /** @param before where the page begins that is added; without it the list begins anew */
  async #list(before = null) {
    const mine = ++this.#turn;
    this.#status.textContent = say('desk-loading');
    try {
      const page = await fetchLetters(this.#onlyOpen.checked, before);
      if (mine === this.#turn) this.#show(page, before);
    } catch (e) {
      if (mine === this.#turn) this.#status.textContent = say('desk-failed', { reason: e.message });
    }
  }

  #show(page, before) {
    if (!before) this.#table.clear();
    this.#table.add(page.letters, this.#zone);
    this.#next = page.next;
    this.#more.hidden = page.next === null;
    const key = page.complete ? 'desk-counts' : 'desk-counts-newest';
    this.#status.textContent = say(key, { open: page.open, total: page.total });
    this.#onCount(page);
  }
}

export const makeDesk = (onCount) => new Desk(onCount);
