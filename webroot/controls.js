/** Buttons, form and keys: calls a handler for each action of the user. */
import { SERIES } from './contract.js';
import { PRESETS } from './series.js';
import { ZONES, stamp } from './text.js';
import { isFixed, shownOf, time, zoneOf } from './view.js';

const $ = (id) => document.getElementById(id);
const ZONE_LABELS = { local: 'Local time', utc: 'UTC' };
const MEASURE_LABELS = { count: 'Count', mean: 'Mean', sum: 'Sum', min: 'Min', max: 'Max' };

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

/** @param on range(id), measure(name), zone(name), pause(), live(), save(), fixed(from, to), toggle(series) */
export function bindControls(on) {
  $('ranges').append(...PRESETS.map((p) => button(p.id, () => on.range(p.id), p.id)));
  $('measures').append(...Object.keys(MEASURE_LABELS).map((m) => button(MEASURE_LABELS[m], () => on.measure(m), m)));
  $('zones').append(...ZONES.map((zone) => button(ZONE_LABELS[zone], () => on.zone(zone), zone)));
  $('legend').append(...SERIES.map((name) => legendButton(name, on)));
  $('pause').addEventListener('click', on.pause);
  $('live').addEventListener('click', on.live);
  $('export').addEventListener('click', on.save);
  $('range-form').addEventListener('submit', (event) => {
    event.preventDefault();
    const zone = $('zones').querySelector('[aria-pressed=true]')?.dataset.key;
    on.fixed(time($('range-from').value, zone), time($('range-to').value, zone));
  });
}

function legendButton(name, on) {
  const element = button(name, () => on.toggle(name), name);
  element.title = `Show or hide ${name}`;
  return element;
}

/** Keys on the chart. */
export function bindKeys(chart, on) {
  const keys = {
    ArrowLeft: () => chart.step(-1),
    ArrowRight: () => chart.step(1),
    '+': () => chart.zoom(0.5),
    '-': () => chart.zoom(2),
    Escape: on.live,
    ' ': on.pause,
  };
  $('chart').addEventListener('keydown', (event) => {
    const act = keys[event.key];
    if (!act || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    act();
  });
}

export function showControls(view, paused, win) {
  press($('ranges'), isFixed(view) ? null : view.preset);
  press($('measures'), view.measure);
  press($('zones'), zoneOf(view));
  for (const name of SERIES) {
    const element = $('legend').querySelector(`[data-key="${name}"]`);
    element.setAttribute('aria-pressed', String(shownOf(view).includes(name)));
  }
  $('pause').setAttribute('aria-pressed', String(paused));
  $('pause').hidden = isFixed(view);
  $('live').hidden = !isFixed(view) && !paused;
  if (!$('history').contains(document.activeElement)) {
    $('range-from').value = stamp(win.from, zoneOf(view));
    $('range-to').value = stamp(win.to, zoneOf(view));
  }
}

/** Downloads text as a file. */
export function save(name, text) {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(new Blob([text], { type: 'text/csv' }));
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 1_000);
}
