/**
 * Replays the selected letters: first a dry run, whose result is shown, then for real what would be
 * replayed. A browser without the scope admin can give a key, which is sent with these requests only
 * and forgotten after the replay and when the desk is closed.
 */
import { say } from '../words/words.js';
import { element } from '../common/element.js';
import { Denied } from '../common/request.js';
import { replay } from './requests.js';
import { summary } from './text.js';

export class ReplayBox {
  #sources = [];
  #ready = []; // sources that the dry run would replay
  #busy = false;
  #onReplayed;
  #try = element('button', { type: 'button' });
  #replay = element('button', { type: 'button', className: 'primary', hidden: true });
  #result = element('p', { role: 'status' });
  #details = element('ul');
  #key = element('input', { type: 'password', id: 'desk-key', autocomplete: 'off', spellcheck: false });
  #keyForm;

  /** @param onReplayed called when letters may have been replayed */
  constructor(onReplayed) {
    this.#onReplayed = onReplayed;
    this.#keyForm = element(
      'form',
      { className: 'desk-key', hidden: true },
      element('label', { htmlFor: 'desk-key' }, say('desk-key')),
      this.#key,
      element('button', { type: 'submit' }, say('desk-key-use')),
      element('p', { className: 'hint' }, say('desk-key-hint')),
    );
    this.root = element('div', {}, element('div', { className: 'desk-bar' }, this.#try, this.#replay), this.#result, this.#details, this.#keyForm);
    this.#try.addEventListener('click', () => this.#run(true));
    this.#replay.addEventListener('click', () => this.#run(false));
    this.#keyForm.addEventListener('submit', (event) => {
      event.preventDefault();
      this.#run(true);
    });
    this.choose([]);
  }

  /** Other letters are selected: the last dry run is no longer about them. */
  choose(sources) {
    this.#sources = sources;
    this.#ready = [];
    this.#show();
  }

  /** Forgets the key and the last result. */
  forget() {
    this.#key.value = '';
    this.#keyForm.hidden = true;
    this.#result.textContent = '';
    this.#details.replaceChildren();
    this.choose([]);
  }

  #show() {
    this.#try.textContent = say('desk-try', { count: this.#sources.length });
    this.#try.disabled = this.#busy || this.#sources.length === 0;
    this.#replay.textContent = say('desk-replay', { count: this.#ready.length });
    this.#replay.disabled = this.#busy;
    this.#replay.hidden = this.#ready.length === 0;
  }

  async #run(dryRun) {
    const sources = dryRun ? this.#sources : this.#ready;
    if (this.#busy || sources.length === 0) return;
    this.#busy = true;
    this.#say(say(dryRun ? 'desk-trying' : 'desk-replaying'));
    this.#show();
    try {
      const answer = await replay(sources, dryRun, this.#key.value.trim());
      if (dryRun && sources !== this.#sources) this.#say(''); // others were selected meanwhile
      else this.#answered(answer, dryRun);
    } catch (e) {
      this.#failed(e, dryRun);
    }
    this.#busy = false;
    this.#show();
    if (dryRun && this.#ready.length > 0) this.#replay.focus();
  }

  #answered({ results }, dryRun) {
    this.#say(summary(results), results.map(({ source, detail }) => element('li', {}, `${source}: ${detail}`)));
    this.#keyForm.hidden = true;
    this.#ready = dryRun ? results.filter((one) => one.outcome === 'would-replay').map((one) => one.source) : [];
    if (!dryRun) this.#done();
  }

  #failed(e, dryRun) {
    this.#ready = [];
    if (e instanceof Denied) {
      this.#say(say('desk-denied', { reason: e.message }));
      this.#keyForm.hidden = false;
      this.#key.focus();
      return;
    }
    this.#say(say('desk-failed', { reason: e.message }));
    if (!dryRun) this.#done(); // it may have happened
  }

  #done() {
    this.#key.value = '';
    this.#onReplayed();
  }

  #say(text, details = []) {
    this.#result.textContent = text;
    this.#details.replaceChildren(...details);
  }
}
