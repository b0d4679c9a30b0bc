/**
 * Connects the modules: snapshots and live updates go into the store; once a second, and after each
 * change, the window of the view is drawn from it. A hidden tab draws nothing. What the first drawing
 * does not need is loaded after it.
 */
import { LIVE_STEPS, SERIES } from './data/contract.js';
import { SeriesStore, MEASURES, columnsWithFilling, toCsv } from './data/series.js';
import { axisOf } from './chart/axis.js';
import { AHEAD_FROM, Arrivals } from './data/arrivals.js';
import { ClockJumps, ServerClock, PaintTimes, Silence, SteadyTimes, steady } from './data/clock.js';
import { describe, seriesState } from './readout/status.js';
import { stamp, timeOfDay } from './words/text.js';
import { Snapshots } from './data/snapshot.js';
import { LiveFeed, refusal } from './data/live.js';
import { bindLogin, showLogin } from './controls/login.js';
import { LiveChart } from './chart/chart.js';
import { bandsOf, hasBand } from './chart/band.js';
import { comparedTo } from './data/compare.js';
import { Comparison } from './data/comparison.js';
import { thresholdLine } from './chart/threshold.js';
import { Tooltip, exact } from './chart/tooltip.js';
import { applyTheme } from './view/theme.js';
import * as kept from './view/kept.js';
import { choose, chooseText } from './view/options.js';
import * as views from './view/view.js';
import { notify, showCrossings } from './limits/alarm.js';
import { bindLimits, showLimits } from './limits/limitbox.js';
import { Crossings, textOf, wordsOf } from './limits/limits.js';
import { bindControls, bindKeys, copyLink, save, showControls } from './controls/controls.js';
import {
  announce, announceBucket, late, showBeyond, showBucket, showEmpty, showFreshness, showNote, showStatus, showTable, showTitle, showTotals,
} from './readout/readout.js';
import { say, speak, translate } from './words/words.js';

const SWEEP = 30_000; // repairs lost live updates
const REFETCH = 10_000; // for coarse steps and fixed ranges, which have no live updates
const POLL = 2_000; // without a live connection
const SETTLE = 3_000; // after a gap: a second answer replaces what live updates read just before the first
const TICK = 1_000;
const GLIDE = 1_000; // moves within this time of each other are one step of the history
const FETCH = 150; // between two fetches while the user drags

await speak(views.parse(location.search, kept.load()).view.language);
translate(document);

const clock = new ServerClock();
const jumps = new ClockJumps();
const paint = new PaintTimes();
const silence = new Silence(SERIES);
const arrivals = new Arrivals(clock.time());
const lateSince = new SteadyTimes();
const opened = views.parse(location.search, kept.load());

let view = opened.view;
let store = new SeriesStore(views.stepOf(view));
let paused = null; // {at, store}: the server's time and the buckets when paused, or null
let drawnAs = ''; // key of what the chart shows
let axis = axisOf([]);
let under = { bands: [], compared: [], levels: [] }; // what is drawn under the lines
let timeUnknown = false; // this machine's clock was set, and no answer has come since
let held = false; // the chart is unchanged until the first buckets of another width arrive
let connection = 'connecting';
let connectedAt = -Infinity;
let openUntil = steady(); // when the connection was last open
let failures = 0; // consecutive failed connections
let refused = null; // the server's reason for refusing the live connection
const lastKnown = new Map(); // for each series, the time up to which it was known in any width
let catchingUp = true;
let problem = null;
let invalid = opened.problem ? { text: opened.problem, fatal: true } : null; // the user's last input, if it was invalid
let unavailable = [];
let frame = 0;
let glided = -Infinity; // when the user last moved through history
let fetching = 0; // timer of the next fetch while the user drags
let drawn = 0;
let points = 0; // values on the chart
let submitBox = null; // loaded when it is opened
let overview = null; // loaded after the first drawing, as the next two
let panels = null;
let desk = null;
let feed = null;

const now = () => paused?.at ?? clock.time();
const shown = () => paused?.store ?? store;
const streams = () => !views.isFixed(view) && LIVE_STEPS.includes(store.step);

const snapshots = new Snapshots({
  query: () => views.snapshotQuery(view, clock.time()),
  interval: () => {
    if (connection !== 'open' && !views.isFixed(view)) return POLL;
    if (steady() - connectedAt < SETTLE) return SETTLE;
    return streams() && !silence.some() ? SWEEP : REFETCH;
  },
  onData: (data, requested, answered) => {
    goLive();
    const before = clock.offset();
    clock.sample(requested, answered, data.asOf);
    if (Math.abs(clock.offset() - before) > TICK) arrivals.listen(clock.time());
    timeUnknown = false;
    unavailable = data.unavailable ?? [];
    if (data.step === store.step) store.take(data).forEach((one) => taken(one, data));
    problem = null;
    catchingUp = false;
    held = false;
    requestDraw();
    // The clock was wrong when the query was made, so the answer may be for another window.
    if (Math.abs(clock.offset() - before) > 2 * store.step + 5_000) snapshots.refresh();
  },
  onProblem: (p) => {
    goLive();
    problem = p;
    if (p.denied) showLogin(p.text);
    held = timeUnknown;
    requestDraw();
  },
});

function taken({ name, grown }, data) {
  arrivals.snapshot(name, { grown, newest: store.newest(name, data.asOf) }, data.step, data.asOf, steady());
  lastKnown.set(name, data.asOf);
}

const crossings = new Crossings();
const comparison = new Comparison(() => requestDraw());
const tooltip = new Tooltip(document.getElementById('tooltip'));
applyTheme(view.theme);
document.getElementById('dark').addEventListener('load', () => recolour()); // it may come after the chart
for (const query of ['(prefers-color-scheme: dark)', '(forced-colors: active)']) {
  matchMedia(query).addEventListener('change', () => recolour());
}
embed();

const chart = new LiveChart(document.getElementById('chart'), {
  zoom: (from, to) => look(views.fixed(view, from, to)),
  pan,
  reset: () => look(views.live(view)),
  released: () => requestDraw(),
  cursor: (start, byKey, x) => {
    showBucket(shown(), start, view);
    if (start === null) tooltip.hide();
    else tooltip.show(shown(), start, view, x, comparedNotes(start));
    if (byKey) announceBucket();
  },
});

async function loadPanels() {
  const { Panels } = await import('./chart/panels.js');
  panels = new Panels(document.getElementById('panels'), {
    zoom: (from, to) => look(views.fixed(view, from, to)),
    pan,
    reset: () => look(views.live(view)),
    released: () => requestDraw(),
  });
  requestDraw();
}

async function loadOverview() {
  const { Overview } = await import('./chart/overview.js');
  overview = new Overview(document.getElementById('brush'), () => clock.time(), {
    changed: () => requestDraw(),
    move: (win) => pan(win.from - views.windowAt(view, now()).from),
    resize: ({ from, to }) => glide(views.fixed(view, from, Math.min(to, clock.time()))),
  });
  overview.fetch();
}

async function loadDesk() {
  desk = await import('./desk/button.js');
  desk.bindDesk(() => views.zoneOf(view));
}

async function loadPipeline() {
  const { showPipeline } = await import('./pipeline/strip.js');
  showPipeline(feed, () => views.zoneOf(view));
}

/** Loads what surrounds the chart; a part that does not load leaves the others. */
function surround() {
  const parts = view.embed ? [] : [loadPanels(), loadOverview(), loadDesk(), loadPipeline()];
  for (const part of parts) part.catch((e) => console.warn('a part of the page did not load:', e));
}

/** Moves through history; returns whether the view has changed. */
function pan(by) {
  const next = views.pan(view, by, now());
  if (next.from === view.from && next.to === view.to) return false;
  glide(next);
  return true;
}

/** Changes the view while the user drags: fetches now and then, and is one step of the history. */
function glide(next) {
  const continued = steady() - glided < GLIDE;
  if (views.stepOf(next) !== store.step || views.isFixed(view) !== views.isFixed(next)) look(next, { remember: false });
  else view = next;
  catchingUp = true; // what is not fetched yet is not empty
  invalid = null;
  address(continued);
  requestDraw();
  if (fetching === 0) {
    fetching = setTimeout(() => {
      fetching = 0;
      snapshots.refresh();
    }, FETCH);
  }
  glided = steady();
}

/** Changes the view; buckets of another width need a new store. */
function look(next, { remember = true } = {}) {
  view = next;
  paused = null;
  problem = null;
  invalid = null;
  unavailable = [];
  crossings.clear();
  catchingUp = true;
  if (views.stepOf(view) !== store.step) {
    store = new SeriesStore(views.stepOf(view));
    held = true;
  }
  if (remember) address();
  requestDraw();
  snapshots.refresh();
}

/** Puts the view into the address bar; Back leads to the previous one. */
function address(replace = false) {
  const query = views.toQuery(view);
  if (query === location.search) return;
  if (replace) history.replaceState(null, '', query);
  else history.pushState(null, '', query);
}

/** Changes the presentation, which needs no new data. @param chosen the option that the viewer chose */
function restyle(next, chosen) {
  view = next;
  kept.keep(view, chosen);
  if (applyTheme(view.theme)) recolour();
  address();
  requestDraw();
}

/** Draws everything with the present colours. */
function recolour() {
  chart.restyle();
  panels?.restyle();
  overview?.restyle();
  requestDraw();
}

function update(message) {
  const { series, step, buckets, asOf } = message;
  overview?.update(message);
  if (jumps.happened()) return clockWasSet();
  if ((problem && silence.all()) || unavailable.includes(series)) {
    unavailable = unavailable.filter((name) => name !== series); // its store is back
    snapshots.refresh();
  }
  silence.heard(series);
  lastKnown.set(series, Math.max(lastKnown.get(series) ?? 0, asOf));
  if (step === TICK) {
    const grown = arrivals.live(series, buckets, clock.time(), steady());
    grown.forEach(([start, events]) => paint.arrived(start, events));
  }
  if (step === store.step && streams()) store.merge(series, buckets, asOf);
  requestDraw();
}

/** The server's time is unknown until the next answer; until then the chart is unchanged. */
function clockWasSet() {
  timeUnknown = true;
  held = true;
  paint.skip();
  arrivals.forget();
  snapshots.refresh();
}

function pause() {
  if (views.isFixed(view)) return;
  paused = paused ? null : { at: clock.time(), store: store.copy() };
  requestDraw();
}

/** Once a second: moves the window, and fetches a snapshot when a series has gone quiet. */
function tick() {
  if (jumps.happened()) return clockWasSet();
  if (!timeUnknown) prune();
  compareWithLimits();
  if (connection === 'open' && streams() && silence.begunSince(snapshots.asked)) snapshots.refresh();
  if (!paused) requestDraw();
}

/** Compares the newest complete buckets with the limits, also while the page is hidden. */
function compareWithLimits() {
  if (held || timeUnknown) return;
  const limits = views.isFixed(view) ? [] : (view.limits ?? []);
  const { begun, ended } = crossings.look(store, limits, views.windowAt(view, clock.time()).complete);
  showCrossings(crossings.list, views.zoneOf(view));
  notify(begun);
  for (const { limit } of ended) announce(say('crossing-ended', { limit: wordsOf(limit) }));
}

/** The limits on the chart's measure, as levels. */
function limitLevels() {
  const here = (view.limits ?? []).filter(({ series, measure }) => measure === view.measure && views.shownOf(view).includes(series));
  return here.map((limit) => ({ value: limit.value, side: limit.side, text: wordsOf(limit) }));
}

function prune() {
  const { from, to, step } = views.windowAt(view, clock.time());
  store.prune(from - 60 * step, views.isFixed(view) ? to + 1_000 * step : Infinity);
}

function requestDraw() {
  if (!document.hidden && frame === 0) frame = requestAnimationFrame(draw);
}

function draw() {
  frame = 0;
  if (jumps.happened()) clockWasSet();
  const win = views.windowAt(view, now());
  comparison.follow(view, win);
  if (!held) drawBuckets(win);
  if (!held && panels?.draw(shown(), view, win, shape(win), [shown().version, win.to, win.complete].join())) requestDraw();
  overview?.draw(win, clock.time(), views.zoneOf(view), !views.isFixed(view) && paused === null);
  document.getElementById('chart').setAttribute('aria-busy', String(held));
  showControls(view, paused !== null, win);
  showLimits(view.limits);
  showStatus(status());
  if (view.embed) document.getElementById('full').href = views.toQuery(chooseText(view, 'embed', ''));
  showFreshness(SERIES.map(seriesNow), eventsAhead(), paint.ages());
}

function drawBuckets(win) {
  drawChart(win);
  showTitle(view.measure, win.step);
  showEmpty(isEmpty(win) && SERIES.every(isKnown) && !catchingUp && !problem, views.words(view));
  showTotals(shown(), win, streams() ? now() : win.to, views.words(view), SERIES.map(seriesNow));
  if (streams() && !paused) paint.painted(clock.time());
  else paint.skip();
  if (!paused) submitBox?.painted(win, (name) => lastKnown.get(name), !views.isFixed(view));
}

/** Draws only if the chart would look different, because drawing is expensive. */
function drawChart(win) {
  const visible = views.shownOf(view);
  const complete = Math.min(win.complete, win.to);
  const key = [shown().version, win.from, win.to, complete, win.step, view.measure, visible, views.zoneOf(view), paused?.at, view.band, view.threshold, (view.limits ?? []).map(textOf), comparison.shift, comparison.store?.version].join();
  if (key === drawnAs) return;
  const data = columns(win);
  const threshold = thresholdLine(view, (name) => shown().between(name, win.from, win.to));
  under = { bands: bands(data[0], win.complete), compared: compared(data[0]), levels: [...threshold.levels, ...limitLevels()] };
  const values = visible.flatMap((name) => [1, 3].flatMap((at) => data[at + SERIES.indexOf(name)]));
  const others = [...limitLevels().map(({ value }) => value), ...under.bands.flatMap(({ lows, highs }) => [...lows, ...highs]), ...under.compared.flatMap((one) => one.values)];
  const rules = MEASURES[view.measure].axis;
  axis = axisOf([...values, ...others], rules);
  const end = Math.max(win.to - win.step, win.from + win.step);
  const look = { axis, area: Boolean(rules.fromZero), shown: visible, zone: views.zoneOf(view), under };
  if (!chart.draw(data, win.from, end, look)) return;
  drawnAs = key;
  drawn++;
  points = data.slice(1).flat().filter((v) => v !== null).length;
  showBeyond(axis.beyond);
  showNote('threshold-note', threshold.problem);
  showNote('compared', view.compare ? say(`compared-${view.compare}`) : null);
  showTable(shown(), win, views.zoneOf(view));
}

/** Changes with what the user chose, and not with time. */
const shape = (win) =>
  [win.to - win.from, win.step, views.isFixed(view) ? win.from : '', views.shownOf(view), views.zoneOf(view), paused?.at].join();

const bands = (xs, complete) => (hasBand(view) ? bandsOf(shown(), xs, complete, views.shownOf(view)) : []);

const compared = (xs) =>
  (comparison.store === null ? [] : comparedTo(comparison.store, xs, comparison.shift, view.measure, views.shownOf(view)));

/** The compared values at a bucket, as lines of the tooltip. */
function comparedNotes(start) {
  if (comparison.store === null) return [];
  const values = compared([start]).map(({ name, values: [v] }) => `${name} ${v === null ? say('no-data') : exact(v)}`);
  return [`${say(`before-${view.compare}`)}: ${values.join(', ')}`];
}

const columns = (win) => columnsWithFilling(shown(), win.from, win.to, win.complete, view.measure);

const isEmpty = (win) => SERIES.every((name) => !shown().any(name, win.from, win.to + win.step));

const isKnown = (name) => store.known(name) !== null && !unavailable.includes(name);

/** The status of one series: its state, when events last arrived, and their event times. */
function seriesNow(name) {
  const time = clock.time();
  const sinceLast = arrivals.age(name, steady());
  const newest = [arrivals.newest(name, time), store.newest(name, time)].filter((t) => t !== null);
  const reached = newest.length ? Math.max(...newest) + (arrivals.newest(name, time) === null ? store.step : TICK) : null;
  const state = seriesState({
    known: store.known(name) !== null,
    away: unavailable.includes(name),
    age: sinceLast,
    lag: reached === null ? null : time - reached,
  });
  const until = state === 'late' ? lateSince.of(name, time - sinceLast) : lastKnown.get(name);
  return {
    name,
    state,
    heard: connection === 'open' && !silence.quiet(name),
    age: sinceLast,
    lag: reached === null ? null : time - reached,
    since: until === undefined ? null : timeOfDay(until, views.zoneOf(view)),
  };
}

/** How far the newest event is ahead of the server's clock, in milliseconds, or null. */
function eventsAhead() {
  const time = clock.time();
  const starts = SERIES.flatMap((name) => [arrivals.newest(name, Infinity), store.newest(name)]).filter((t) => t !== null);
  const ahead = Math.max(...starts, -Infinity) - time;
  return ahead > AHEAD_FROM ? ahead : null;
}

function status() {
  return describe({
    connection,
    waited: connection === 'open' ? 0 : steady() - openUntil,
    refused,
    catchingUp,
    problem: invalid ?? problem,
    empty: isEmpty(views.windowAt(view, now())),
    paused: paused !== null,
    fixed: views.isFixed(view),
    range: views.words(view),
    series: SERIES.map(seriesNow),
  });
}

/** After a gap: fetches what may have changed. */
function catchUp() {
  catchingUp = true;
  requestDraw();
  snapshots.refresh();
}

function restrict(limits) {
  restyle(choose(view, 'limits', limits.length ? limits : undefined));
  compareWithLimits();
}

async function nameOf(suffix) {
  const { fileName } = await import('./share/export.js');
  return fileName(view, views.windowAt(view, now()), suffix);
}

async function saveCsv() {
  const win = views.windowAt(view, now());
  const csv = toCsv(shown(), win.from, win.to, win.complete, views.shownOf(view));
  save(await nameOf('csv'), csv);
}

/** Title and range, for pictures of the chart. */
function captions() {
  const { from, to } = views.windowAt(view, now());
  const zone = views.zoneOf(view);
  const range = say('range-from-to', { from: stamp(from, zone), to: stamp(to, zone) });
  const compares = view.compare ? `; ${say(`compared-${view.compare}`)}` : '';
  return [document.getElementById('chart-title').textContent, range + compares];
}

/** In a frame the page shows the chart alone, with a link to the whole page. */
function embed() {
  if (!view.embed) return;
  document.documentElement.dataset.embed = '';
  document.getElementById('full').hidden = false;
}

/** Fetches what the chart does not show but its surroundings do. */
function readPast() {
  overview?.fetch();
  comparison.again();
}

/** The same actions, of which those that load something first say so when they can't. */
const guarded = (all) => Object.fromEntries(Object.entries(all).map(([name, act]) => [name, () => late(act())]));

const actions = {
  range: (id) => look(views.live(view, id)),
  measure: (measure) => restyle({ ...view, measure }),
  zone: (zone) => restyle(views.inZone(view, zone), 'zone'),
  pause,
  live: () => look(views.live(view)),
  save: () => late(saveCsv()),
  share: guarded({
    'save-png': async () => {
      const { toPng } = await import('./share/picture.js');
      save(await nameOf('png'), await toPng(chart.canvas, chart.drawing, ...captions()));
    },
    'save-svg': async () => {
      const { toSvg } = await import('./share/svg.js');
      save(await nameOf('svg'), toSvg(chart.drawing, ...captions()));
    },
    'save-json': async () => {
      const { toJson } = await import('./share/export.js');
      save(await nameOf('json'), toJson(shown(), view, views.windowAt(view, now()), comparison.store));
    },
    'copy-link': () => copyLink(location.href),
    'copy-range': () => copyLink(new URL(views.toQuery(views.asFixed(view, now())), location.href).href),
    print: () => print(),
  }),
  fixed: (from, to) => {
    const text = views.misfit(from, to);
    if (!text) return look(views.fixed(view, from, to));
    invalid = { text, fatal: true };
    requestDraw();
  },
  language: (id) => {
    restyle(chooseText(view, 'language', id), 'language');
    location.reload(); // texts are written once, when the page starts
  },
  option: (name, text) => restyle(chooseText(view, name, text), name),
  only: (name) => restyle(views.only(view, name)),
  toggle: (name) => restyle(views.show(view, name, !views.shownOf(view).includes(name))),
};

bindControls(actions);
bindLimits({
  add: (limit) => restrict([...(view.limits ?? []).filter((one) => textOf(one) !== textOf(limit)), limit]),
  remove: (limit) => restrict(view.limits.filter((one) => textOf(one) !== textOf(limit))),
});
bindKeys(chart, actions);
bindLogin(() => {
  catchUp();
  readPast();
  desk?.countLetters();
});
async function loadSubmitBox() {
  const { SubmitBox } = await import('./submit/box.js');
  submitBox ??= new SubmitBox(() => clock.time(), () => views.zoneOf(view));
}

document.getElementById('submit-box').addEventListener('toggle', () => late(loadSubmitBox()));
document.getElementById('table-box').addEventListener('toggle', () => {
  drawnAs = '';
  requestDraw();
});
document.addEventListener('visibilitychange', () => {
  if (document.hidden) return;
  paint.skip();
  catchUp();
});
addEventListener('popstate', () => {
  const { view: wanted, problem: wrong } = views.parse(location.search, kept.load());
  if (applyTheme(wanted.theme)) recolour();
  look(wanted, { remember: false });
  invalid = wrong ? { text: wrong, fatal: true } : null;
});
const PRINTED = { width: 960, height: 480 };

for (const [event, theme, size] of [['beforeprint', () => 'light', PRINTED], ['afterprint', () => view.theme, null]]) {
  addEventListener(event, () => {
    applyTheme(theme());
    recolour();
    chart.fit(size);
  });
}
setInterval(tick, TICK);

/** Opens the live connection and loads the rest, once the first answer or problem is there. */
function goLive() {
  if (feed !== null) return;
  feed = new LiveFeed(live);
  surround();
}

const live = {
  onOpen: () => {
    connection = 'open';
    connectedAt = steady();
    if (failures > 0) readPast();
    failures = 0;
    refused = null;
    arrivals.listen(clock.time());
    catchUp();
  },
  onClose: () => {
    const lost = connection === 'open';
    if (lost) openUntil = steady();
    connection = 'closed';
    failures++;
    paint.skip();
    if (failures > 1 && refused === null) explain();
    if (lost) catchUp();
    else requestDraw();
  },
  onUpdate: update,
};

async function explain() {
  const reason = await refusal();
  if (connection !== 'open') refused = reason;
  requestDraw();
}

snapshots.refresh();
document.documentElement.dataset.started = ''; // the scripts are loaded: hides the notice

/** For the console and for tests: a copy of the page's state. */
window.streamproc = Object.freeze({
  state: () => {
    const win = views.windowAt(view, now());
    return structuredClone({
      view,
      window: win,
      columns: columns(win),
      under,
      axis,
      labels: chart.labels,
      series: SERIES.map(seriesNow),
      status: status(),
      offset: clock.offset(),
      drawn,
      points,
    });
  },
});
