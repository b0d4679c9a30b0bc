/** Says which limits are crossed: above the chart, in the tab's title, and as a notification. */
import { amount, stamp } from '../words/text.js';
import { wordsOf } from './limits.js';
import { say } from '../words/words.js';

const $ = (id) => document.getElementById(id);
const TITLE = document.title;

/** @param crossings list of Crossings */
export function showCrossings(crossings, zone) {
  const texts = crossings.map(({ limit, since }) => say('crossed', { limit: wordsOf(limit), since: stamp(since, zone) }));
  const text = texts.join('; ');
  $('alarm').hidden = text === '';
  if ($('alarm').textContent !== text) $('alarm').textContent = text;
  const title = crossings.length ? say('crossed-title', { count: crossings.length, title: TITLE }) : TITLE;
  if (document.title !== title) document.title = title;
}

/** Notifies of new crossings, if the user has allowed it and does not see the page. */
export function notify(begun) {
  if (!document.hidden || !('Notification' in window) || Notification.permission !== 'granted') return;
  for (const { limit, value } of begun) {
    const options = { body: say('crossed-value', { value: amount(value) }), tag: wordsOf(limit), icon: 'icon.svg' };
    try {
      new Notification(wordsOf(limit), options);
    } catch {
      return; // some browsers have the permission, but no notifications of pages
    }
  }
}

/** Whether the browser can still be asked to allow notifications. */
export const mayAsk = () => 'Notification' in window && Notification.permission === 'default';
