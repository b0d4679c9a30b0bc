/** Buttons, form and keys: calls a handler for each action of the user. */
import { SERIES } from '../data/contract.js';
import { MEASURES, PRESETS } from '../data/series.js';
import { COMPARED } from '../view/options.js';
import { ZONES, stamp } from '../words/text.js';
import { isFixed, shownOf, time, zoneOf } from '../view/view.js';
import { announce } from '../readout/readout.js';
import { LANGUAGES, language, say } from '../words/words.js';

const $ = (id) => document.getElementById(id);
const THEMES = ['system', 'light', 'dark'];
const COMPARES = ['off', ...Object.keys(COMPARED)];

function button(text, onClick, key) {
  const element = document.createElement('button');
  element.type = 'button';
  element.textContent = text;
  element.dataset.key = key;
  element.addEventListener('click', onClick);
  return element;
}

const press = (group, key) =>
  group.querySelectorAll('button').forEach((b) => b.setAttribute('aria-pressed', String(b.dataset.key === key)));

/**
 * @param on range(id), measure(name), zone(name), pause(), live(), save(), fixed(from, to), toggle(series),
 *     only(series), language(id), option(name, text) with the text as in the address bar; share: actions by the id of their button
 */
export function bindControls(on) {
  $('ranges').append(...PRESETS.map((p) => button(p.id, () => on.range(p.id), p.id)));
  $('measures').append(...Object.keys(MEASURES).map((m) => button(say(m), () => on.measure(m), m)));
  $('zones').append(...ZONES.map((zone) => button(say(`zone-${zone}`), () => on.zone(zone), zone)));
  $('legend').append(...SERIES.map((name) => legendButton(name, on)));
  $('languages').append(...LANGUAGES.map((id) => button(say(`language-${id}`), () => on.language(id), id)));
  $('themes').append(...THEMES.map((id) => button(say(`theme-${id}`), () => on.option('theme', id), id)));
  $('compares').append(...COMPARES.map((id) => button(say(`compare-${id}`), () => on.option('compare', id), id)));
  $('band').addEventListener('click', () => on.option('band', $('band').ariaPressed === 'true' ? 'off' : 'on'));
  $('panels-button').addEventListener('click', () => on.option('panels', $('panels-button').ariaPressed === 'true' ? 'off' : 'on'));
  $('threshold').addEventListener('change', () => on.option('threshold', $('threshold').value));
  $('pause').addEventListener('click', on.pause);
  $('live').addEventListener('click', on.live);
  $('export').addEventListener('click', on.save);
  for (const [id, act] of Object.entries(on.share)) $(id).addEventListener('click', act);
  $('share').addEventListener('toggle', () => ($('link').value = location.href));
  bindMenus();
  $('range-form').addEventListener('submit', (event) => {
    event.preventDefault();
    const zone = $('zones').querySelector('[aria-pressed=true]')?.dataset.key;
    on.fixed(time($('range-from').value, zone), time($('range-to').value, zone));
  });
}

function legendButton(name, on) {
  const click = (event) => (event.ctrlKey || event.metaKey ? on.only(name) : on.toggle(name));
  const element = button(name, click, name);
  element.title = say('series-toggle', { name });
  element.addEventListener('keydown', (event) => {
    if (event.key !== 'Enter' || !event.ctrlKey) return;
    event.preventDefault();
    on.only(name);
  });
  return element;
}

/** A menu closes at Escape and at a click elsewhere. */
function bindMenus() {
  for (const menu of document.querySelectorAll('.menu')) {
    menu.addEventListener('keydown', (event) => {
      if (event.key !== 'Escape') return;
      menu.open = false;
      menu.querySelector('summary').focus();
    });
    document.addEventListener('pointerdown', (event) => {
      if (!menu.contains(event.target)) menu.open = false;
    });
  }
}

/** Part of the window by which an arrow key moves through history. */
const PART = 0.25;

/** Keys on the chart and on the brush, where arrows always move through history. */
export function bindKeys(chart, on) {
  const moves = {
    'shift ArrowLeft': () => chart.pan(-PART),
    'shift ArrowRight': () => chart.pan(PART),
    PageUp: () => chart.pan(-1),
    PageDown: () => chart.pan(1),
    '+': () => chart.zoom(0.5),
    '-': () => chart.zoom(2),
    Escape: on.live,
    End: on.live,
    ' ': on.pause,
  };
  bindHelp();
  bind($('chart'), { ...moves, ArrowLeft: () => chart.step(-1), ArrowRight: () => chart.step(1) });
  bind($('brush'), { ...moves, ArrowLeft: moves['shift ArrowLeft'], ArrowRight: moves['shift ArrowRight'] });
}

/** Help opens by its button, and by ? unless the focus is where that may be typed or mean something else. */
function bindHelp() {
  const help = $('help');
  $('help-button').addEventListener('click', () => help.showModal());
  document.addEventListener('keydown', (event) => {
    const free = [document.body, $('chart'), $('brush'), $('help-button')].includes(document.activeElement);
    if (event.key === '?' && free && !help.open) help.showModal();
  });
  help.addEventListener('click', ({ target }) => target === help && help.close()); // on the backdrop
}

function bind(element, keys) {
  element.addEventListener('keydown', (event) => {
    const act = keys[(event.shiftKey && event.key.length > 1 ? 'shift ' : '') + event.key];
    if (!act || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    act();
  });
}

let range = '';

/** Fills the form, unless it is in use. */
function showRange({ from, to }, zone) {
  const shown = [from, to, zone].join();
  if (shown === range || $('history').contains(document.activeElement)) return;
  range = shown;
  $('range-from').value = stamp(from, zone);
  $('range-to').value = stamp(to, zone);
}

/** Copies a link; where the browser forbids that, it is selected, to be copied by hand. */
export async function copyLink(url) {
  $('link').value = url;
  $('link').select();
  try {
    await navigator.clipboard.writeText(url);
    announce(say('link-copied'));
  } catch {
    announce(say('link-selected'));
  }
}

export function showControls(view, paused, win) {
  press($('ranges'), isFixed(view) ? null : view.preset);
  press($('measures'), view.measure);
  press($('zones'), zoneOf(view));
  press($('languages'), language());
  press($('themes'), view.theme ?? 'system');
  press($('compares'), view.compare ?? 'off');
  $('panels-button').setAttribute('aria-pressed', String(view.panels !== 'off'));
  $('band').setAttribute('aria-pressed', String(view.band !== 'off'));
  if (document.activeElement !== $('threshold')) $('threshold').value = view.threshold ?? '';
  for (const name of SERIES) {
    const element = $('legend').querySelector(`[data-key="${name}"]`);
    element.setAttribute('aria-pressed', String(shownOf(view).includes(name)));
  }
  $('pause').setAttribute('aria-pressed', String(paused));
  $('pause').hidden = isFixed(view);
  $('live').hidden = !isFixed(view) && !paused;
  showRange(win, zoneOf(view));
}

const TYPES = { csv: 'text/csv', json: 'application/json', svg: 'image/svg+xml' };

/** Downloads text or a Blob as a file. */
export function save(name, content) {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(content instanceof Blob ? content : new Blob([content], { type: TYPES[name.split('.').pop()] }));
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 1_000);
}
