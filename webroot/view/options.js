/**
 * The optional parts of a view. Each is absent from the view and from the address bar while it has its
 * default, so that short addresses stay short. Pure.
 */
import { SERIES } from '../data/contract.js';
import { limitsOf, writeLimits } from '../limits/limits.js';
import { LANGUAGES } from '../words/words.js';

/** Differences of a compared range, in milliseconds. */
export const COMPARED = { '1d': 86_400_000, '7d': 604_800_000 };

/** The threshold between the series if consumer.threshold is not set. */
export const USUAL_THRESHOLD = 5;

const oneOf = (...ids) => ({ read: (text) => (ids.includes(text) ? text : undefined), write: String });

function hiddenOf(text) {
  const hidden = SERIES.filter((name) => text.split(',').includes(name));
  return hidden.length ? hidden : undefined;
}

function thresholdOf(text) {
  if (text === 'off') return text;
  const value = Number(text.replace(',', '.')); // keyboards for numbers offer the comma of some languages
  return text.trim() === '' || !Number.isFinite(value) || value === USUAL_THRESHOLD ? undefined : value;
}

/** For each part of a view: its name in the address bar, and how its value is read and written. */
const OPTIONS = {
  hidden: { query: 'hide', read: hiddenOf, write: (names) => names.join(',') },
  zone: { query: 'zone', ...oneOf('utc') },
  band: { query: 'band', ...oneOf('off') },
  threshold: { query: 'threshold', read: thresholdOf, write: String },
  compare: { query: 'compare', ...oneOf(...Object.keys(COMPARED)) },
  limits: { query: 'limit', read: limitsOf, write: writeLimits },
  theme: { query: 'theme', ...oneOf('light', 'dark') },
  language: { query: 'lang', ...oneOf(...LANGUAGES) },
  panels: { query: 'panels', ...oneOf('off') },
  embed: { query: 'embed', ...oneOf('1') },
};

const names = Object.keys(OPTIONS);

/**
 * The options of a query string.
 *
 * @param kept options of this browser, for those that the query string does not mention
 */
export function read(query, kept = {}) {
  let options = {};
  for (const name of names) {
    const { query: key, read: value } = OPTIONS[name];
    if (kept[name] !== undefined) options = choose(options, name, value(kept[name]));
    if (query.has(key)) options = choose(options, name, value(query.get(key)));
  }
  return options;
}

/** The options alone, which stay when range or measure change. */
export const of = (view) => Object.fromEntries(names.filter((name) => view[name] !== undefined).map((name) => [name, view[name]]));

/** Names and values for the address bar, in a fixed order. */
export const write = (view) =>
  Object.fromEntries(names.filter((name) => view[name] !== undefined).map((name) => [OPTIONS[name].query, OPTIONS[name].write(view[name])]));

/** The same view with one option changed; undefined is its default. */
export function choose(view, name, value) {
  const { [name]: before, ...rest } = view;
  return value === undefined ? rest : { ...rest, [name]: value };
}

/** The same view, with an option read from text as the address bar has it. */
export const chooseText = (view, name, text) => choose(view, name, OPTIONS[name].read(text));

/** The threshold to draw, or null. */
export const thresholdIn = ({ threshold = USUAL_THRESHOLD }) => (threshold === 'off' ? null : threshold);
