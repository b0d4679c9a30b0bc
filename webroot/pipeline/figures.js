/** What the strip and its dialog say about a role, as text. Pure. */
import { age, format } from '../words/text.js';
import { say } from '../words/words.js';

/** The state is said by a symbol and a word, not only by a colour. */
const SYMBOLS = { 'ready': '✓', 'degraded': '!', 'not-ready': '✕', 'leaving': '↷', 'silent': '⚠', 'none': '–', 'unknown': '?' };

const IN = ['eventsIn', 'hintsIn', 'updatesIn'];
const OUT = ['eventsOut', 'bucketsOut', 'messagesOut'];
const TROUBLES = ['eventsRefused', 'requestsRefused', 'eventsDropped', 'retries', 'queriesFailed', 'dead'];
const TOTALS = [...IN, ...OUT, 'eventsRepeated', 'queries', ...TROUBLES];
const GAUGES = ['lag', 'lagSeconds', 'unsent', 'connections'];

/** @returns {{id: string, symbol: string, text: string}} the state of a role or an instance */
export function stateOf({ state }) {
  const id = Object.hasOwn(SYMBOLS, state) ? state : 'unknown';
  return { id, symbol: SYMBOLS[id], text: say(`state-${id}`) };
}

/** A rate per second: one decimal while it is small. */
export const rate = (v) => format(v, { maximumFractionDigits: v < 10 ? 1 : 0 });

/** How many instances there are, by state if these differ. */
export function countOf({ instances }) {
  const states = instances.map((one) => stateOf(one).text);
  const kinds = [...new Set(states)];
  if (kinds.length < 2) return say('instances', { count: instances.length });
  return kinds.map((kind) => `${states.filter((text) => text === kind).length} ${kind}`).join(', ');
}

/** @returns {{kind: string, text: string}[]} the lines of a role's box; kind is flow, lag, trouble, why or note */
export function linesOf(role) {
  if (role.instances.length === 0) return [{ kind: 'note', text: say(role.state === 'none' ? 'role-none' : 'role-unknown') }];
  return [...counted(role), ...why(role)];
}

function counted({ instances, figures }) {
  if (!figures) return instances.some(({ state }) => state !== 'silent') ? [{ kind: 'note', text: say('metrics-off') }] : [];
  const flows = [IN, OUT].map((names) => names.find((name) => figures.rates[name] !== undefined)).filter(Boolean);
  return [
    ...flows.map((name) => ({ kind: 'flow', text: say(`flow-${name}`, { rate: rate(figures.rates[name]) }) })),
    ...lag(figures.gauges),
    ...TROUBLES.filter((name) => figures.totals[name] > 0).map((name) => ({ kind: 'trouble', text: total(name, figures) })),
  ];
}

function lag({ lag: events, lagSeconds: seconds }) {
  if (events === undefined) return [];
  const text = events > 0 && seconds !== undefined ? say('lag-behind', { events: format(events), age: age(seconds * 1_000) }) : say('lag', { events: format(events) });
  return [{ kind: 'lag', text }];
}

/** Why a part of one of its instances is not ready, in the words of the role. */
function why({ instances }) {
  const reasons = instances.flatMap((one) => Object.values(one.reasons));
  return reasons.length ? [{ kind: 'why', text: reasons[0] }] : [];
}

/** A total, with its rate while it grows: "retries 12 (0.4/s)". */
function total(name, { totals, rates }) {
  const grows = rates[name] > 0 ? say('per-second', { rate: rate(rates[name]) }) : '';
  return `${label(name)} ${format(totals[name])}${grows}`;
}

const label = (name) => (TOTALS.includes(name) || GAUGES.includes(name) ? say(`figure-${name}`) : name);

/** All figures of an instance, one a line: those with words first, others by their names. */
export function figuresOf({ figures }) {
  if (!figures) return [say('metrics-off')];
  const ordered = (known, all) => [...known.filter((name) => name in all), ...Object.keys(all).filter((name) => !known.includes(name))];
  return [
    ...ordered(TOTALS, figures.totals).map((name) => total(name, figures)),
    ...ordered(GAUGES, figures.gauges).map((name) => `${label(name)} ${gauge(name, figures.gauges[name])}`),
  ];
}

const gauge = (name, v) => (name.endsWith('Seconds') ? age(v * 1_000) : format(v));

/** Whether a message of the server is a state of the pipeline that this page can show. */
export const isState = (message) => Array.isArray(message?.roles) && message.roles.every((role) => Array.isArray(role.instances));
