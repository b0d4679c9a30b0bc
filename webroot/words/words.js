/** The texts of the page in the viewer's language; English where a language lacks one. */
import { EN } from './en.js';

/** Languages besides English, each with its module. */
const OTHERS = { de: () => import('./de.js') };

/** Languages to choose from. */
export const LANGUAGES = ['en', ...Object.keys(OTHERS)];

let table = EN;
let current = 'en';

/** The language in use, for Intl. */
export const language = () => current;

/**
 * Loads the texts of a language.
 *
 * @param wanted a language or undefined, which is the first of the browser's languages that there is
 */
export async function speak(wanted, preferred = navigator.languages) {
  current = wanted ?? preferred.map((tag) => tag.split('-')[0]).find((tag) => LANGUAGES.includes(tag)) ?? 'en';
  table = Object.hasOwn(OTHERS, current) ? { ...EN, ...(await OTHERS[current]()).WORDS } : EN;
}

/** A text, with {name} replaced by a value. A text may be a function of the values, for plurals. */
export function say(key, values = {}) {
  const text = table[key];
  return (typeof text === 'function' ? text(values) : text).replace(/\{(\w+)\}/g, (whole, name) => values[name] ?? whole);
}

/** The texts that index.html has in English: elements name theirs with data-say, labels with data-say-label. */
export function translate(root) {
  if (current === 'en') return;
  root.documentElement.lang = current;
  root.documentElement.dir = say('direction');
  for (const element of root.querySelectorAll('[data-say]')) element.replaceChildren(...parts(table[element.dataset.say]));
  for (const element of root.querySelectorAll('[data-say-label]')) element.setAttribute('aria-label', table[element.dataset.sayLabel]);
}

/** Text in which `this` is code. */
function parts(text) {
  return text.split('`').map((part, i) => {
    if (i % 2 === 0) return part;
    const code = document.createElement('code');
    code.textContent = part;
    return code;
  });
}
