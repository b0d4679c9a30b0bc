/**
 * The button that counts the dead letters that were not replayed, and opens the desk. The desk itself
 * is loaded when it is opened for the first time.
 */
import { request } from '../common/request.js';
import { format } from '../words/text.js';
import { late } from '../readout/readout.js';
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
    const counts = await request('api/dead?open=true&limit=0');
    if (mine === turn) show(counts);
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
  const { makeDesk } = await import('./dialog.js');
  dialog ??= makeDesk(show); // only now: a second click may have come meanwhile
  dialog.open(zone());
}

/** @param zone the time zone in use */
export function bindDesk(zone) {
  bound = true;
  button.addEventListener('click', () => late(open(zone)));
  document.addEventListener('visibilitychange', countLetters);
  countLetters();
}
