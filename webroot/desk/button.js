/**
 * The button that counts the dead letters that were not replayed, and opens the desk. The desk itself
 * is loaded when it is opened for the first time.
 */
import { format } from '../words/text.js';
import { say } from '../words/words.js';

const EVERY = 30_000;
const button = document.getElementById('desk-button');

let timer = 0;
let turn = 0; // of the latest request
let dialog = null;
let bound = false;

/** Asks for the count. Without an answer the last one stays; before the first one there is no button. */
export async function countLetters() {
  const mine = ++turn;
  clearTimeout(timer);
  if (document.hidden || !bound) return;
  try {
    const response = await fetch('api/dead?open=true&limit=0', { cache: 'no-store' });
    if (response.ok && mine === turn) show(await response.json());
  } catch {
    // the page shows by other means that the server does not answer
  }
  if (mine === turn) timer = setTimeout(countLetters, EVERY);
}

function show({ open, complete }) {
  button.textContent = say('desk-button', { count: format(open) + (complete ? '' : '+') });
  button.dataset.open = String(open > 0);
  button.hidden = false;
}

async function open(zone) {
  dialog ??= (await import('./dialog.js')).makeDesk(show);
  dialog.open(zone());
}

/** @param zone the time zone in use */
export function bindDesk(zone) {
  bound = true;
  button.addEventListener('click', () => open(zone));
  document.addEventListener('visibilitychange', countLetters);
  countLetters();
}
