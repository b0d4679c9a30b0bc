/** The form and the list of limits. */
import { mayAsk } from './alarm.js';
import { SERIES } from '../data/contract.js';
import { limitOf, textOf, wordsOf } from './limits.js';
import { MEASURES } from '../data/series.js';
import { say } from '../words/words.js';

const $ = (id) => document.getElementById(id);
let shown = null;

function fill(select, options) {
  select.append(...options.map(([value, text]) => new Option(text, value)));
}

/** @param on add(limit), remove(limit) */
export function bindLimits(on) {
  fill($('limit-series'), SERIES.map((name) => [name, name]));
  fill($('limit-measure'), Object.keys(MEASURES).map((measure) => [measure, say(measure)]));
  fill($('limit-side'), ['above', 'below'].map((side) => [side, say(side)]));
  $('limit-form').addEventListener('submit', (event) => {
    event.preventDefault();
    const parts = ['limit-series', 'limit-measure', 'limit-side'].map((id) => $(id).value);
    const limit = limitOf([...parts, Number($('limit-value').value)].join('.'));
    if (limit) on.add(limit);
  });
  $('limits').addEventListener('click', ({ target }) => {
    if (target.dataset.limit) on.remove(limitOf(target.dataset.limit));
  });
  $('notify').addEventListener('click', async () => {
    await Notification.requestPermission();
    $('notify').hidden = !mayAsk();
  });
}

export function showLimits(limits = []) {
  const key = limits.map(textOf).join();
  if (key === shown) return;
  shown = key;
  $('notify').hidden = limits.length === 0 || !mayAsk();
  $('limits').replaceChildren(...limits.map(item));
}

function item(limit) {
  const li = document.createElement('li');
  const remove = document.createElement('button');
  remove.type = 'button';
  remove.dataset.limit = textOf(limit);
  remove.textContent = say('remove');
  remove.setAttribute('aria-label', say('remove-limit', { limit: wordsOf(limit) }));
  li.append(wordsOf(limit), ' ', remove);
  return li;
}
