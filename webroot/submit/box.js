/** The form that sends one event and shows its way to the chart. */
import { steady } from '../data/clock.js';
import { element } from '../common/element.js';
import { post, request } from '../common/request.js';
import { age } from '../words/text.js';
import { say } from '../words/words.js';
import { Journey } from './journey.js';
import { eventOf } from './line.js';
import { bindProducer } from './producer.js';

const $ = (id) => document.getElementById(id);
const SOON = 100; // how often the server is asked at first
const LATER = 1_000;
const EARLY = 3_000;

const pause = (ms) => new Promise((resolve) => { setTimeout(resolve, ms); });

export class SubmitBox {
  #journey = null;
  #shown = '';
  #within = true;

  /** @param serverTime the server's time, epoch milliseconds; @param zone the time zone in use; functions */
  constructor(serverTime, zone) {
    $('submit-form').addEventListener('submit', (event) => {
      event.preventDefault();
      this.#submit(eventOf($('submit-text').value, Math.round(serverTime()), zone()));
    });
    $('submit-send').disabled = false; // until now a click would have loaded the page again
    bindProducer();
  }

  async #submit(event) {
    const journey = new Journey(event?.time ?? 0, steady());
    this.#journey = journey;
    if (event === null) journey.refuse(say('submit-unreadable'));
    this.#show();
    if (event !== null) await this.#follow(journey, event.body);
    this.#show();
  }

  async #follow(journey, body) {
    try {
      const { id } = await post('api/events', body);
      journey.accept(steady());
      await this.#awaitStore(journey, id);
    } catch (e) {
      journey.refuse(e.message);
    }
  }

  /** Asks again and again: a server that does not answer, or another one, knows nothing of it yet. */
  async #awaitStore(journey, id) {
    while (journey === this.#journey && journey.stored === null && !journey.isOver(steady())) {
      this.#show();
      await pause(steady() - journey.sent < EARLY ? SOON : LATER);
      const { stored } = await request(`api/events?id=${id}`).catch(() => ({ stored: {} }));
      journey.store(stored, steady());
    }
  }

  /**
   * Must be called when the chart was drawn.
   *
   * @param win and read as of Journey.paint
   * @param moving whether the window follows the present
   */
  painted(win, read, moving) {
    if (this.#journey === null) return;
    if (!this.#journey.isOver(steady())) {
      this.#within = this.#journey.isWithin(win, moving);
      this.#journey.paint(win, read, steady());
    }
    this.#show();
  }

  #show() {
    const steps = stepsOf(this.#journey, this.#within, steady());
    if (steps.join() === this.#shown) return;
    this.#shown = steps.join();
    $('submit-steps').replaceChildren(...steps.map((text) => element('li', {}, text)));
  }
}

/** What is known of an event, in words, one text a step. */
function stepsOf(journey, within, now) {
  const steps = [];
  if (journey.accepted !== null) steps.push(say('submit-accepted', { age: age(journey.accepted) }));
  if (journey.stored !== null) steps.push(say(`submit-stored-${journey.stored.series}`, { age: age(journey.stored.after) }));
  if (journey.drawn !== null) steps.push(say('submit-drawn', { age: age(journey.drawn) }));
  if (journey.failed !== null) steps.push(say('submit-failed', { reason: journey.failed }));
  else if (journey.drawn === null) steps.push(say(waitingFor(journey, within, now)));
  return steps;
}

function waitingFor(journey, within, now) {
  if (journey.stored !== null && !within) return 'submit-outside';
  if (journey.isOver(now)) return journey.stored === null ? 'submit-unknown' : 'submit-unseen';
  if (journey.accepted === null) return 'submit-sending';
  return journey.stored === null ? 'submit-storing' : 'submit-drawing';
}
