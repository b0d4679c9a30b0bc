/**
 * Connects the modules: snapshots and live updates go into the store; once a second, and after each
 * change, the window of the view is drawn from it. A hidden tab draws nothing.
 */
import { LIVE_STEPS, SERIES } from './contract.js';
import { SeriesStore, MEASURES, columnsWithFilling, toCsv } from './series.js';
import { axisOf } from './axis.js';
import { AHEAD_FROM, Arrivals } from './arrivals.js';
import { ClockJumps, ServerClock, PaintTimes, Silence, steady } from './clock.js';
import { describe, seriesState } from './status.js';
import { timeOfDay } from './text.js';
import { Snapshots } from './snapshot.js';
import { LiveFeed, refusal } from './live.js';
import { bindLogin, showLogin } from './login.js';
import { LiveChart } from './chart.js';
import * as views from './view.js';
import { bindControls, bindKeys, save, showControls } from './controls.js';
import {
  announceBucket, showBeyond, showBucket, showEmpty, showFreshness, showStatus, showTable, showTitle, showTotals,
} from './readout.js';

const SWEEP = 30_000; // repairs lost live updates
const REFETCH = 10_000; // for coarse steps and fixed ranges, which have no live updates
const POLL = 2_000; // without a live connection
const SETTLE = 3_000; // after a gap: a second answer replaces what live updates read just before the first
const TICK = 1_000;

const clock = new ServerClock();
const jumps = new ClockJumps();
const paint = new PaintTimes();
const silence = new Silence(SERIES);
const arrivals = new Arrivals(clock.time());
const opened = views.parse(location.search);

let view = opened.view;
let store = new SeriesStore(views.stepOf(view));
let paused = null; // {at, store}: the server's time and the buckets when paused, or null
let drawnAs = ''; // key of what the chart shows
let axis = axisOf([]);
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
let drawn = 0;
let points = 0; // values on the chart

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
    const before = clock.offset();
    clock.sample(requested, answered, data.asOf);
    if (Math.abs(clock.offset() - before) > TICK) arrivals.listen(clock.time());
    timeUnknown = false;
    unavailable = data.unavailable ?? [];
    if (data.step === store.step) SERIES.forEach((name) => replace(name, data));
    problem = null;
    catchingUp = false;
    held = false;
    requestDraw();
    // The clock was wrong when the query was made, so the answer may be for another window.
    if (Math.abs(clock.offset() - before) > 2 * store.step + 5_000) snapshots.refresh();
  },
  onProblem: (p) => {
    problem = p;
    if (p.denied) showLogin(p.text);
    held = timeUnknown;
    requestDraw();
  },
});

function replace(name, data) {
  if (unavailable.includes(name)) return;
  const grown = store.replace(name, data.from, data.to, data.series[name] ?? [], data.asOf);
  arrivals.snapshot(name, { grown, newest: store.newest(name, data.asOf) }, data.step, data.asOf, steady());
  lastKnown.set(name, data.asOf);
}

const chart = new LiveChart(document.getElementById('chart'), {
  zoom: (from, to) => look(views.fixed(view, from, to)),
  reset: () => look(views.live(view)),
  released: () => requestDraw(),
  cursor: (start, byKey) => {
    showBucket(shown(), start, view);
    if (byKey) announceBucket();
  },
});

/** Changes the view; buckets of another width need a new store. */
function look(next, { remember = true } = {}) {
  view = next;
  paused = null;
  problem = null;
  invalid = null;
  unavailable = [];
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
function address() {
  const query = views.toQuery(view);
  if (query !== location.search) history.pushState(null, '', query);
}

/** Changes the presentation, which needs no new data. */
function restyle(next) {
  view = next;
  address();
  requestDraw();
}

function update({ series, step, buckets, asOf }) {
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
  if (!timeUnknown) store.prune(views.windowAt(view, clock.time()).from - 60 * store.step);
  if (connection === 'open' && streams() && silence.begunSince(snapshots.asked)) snapshots.refresh();
  if (!paused) requestDraw();
}

function requestDraw() {
  if (!document.hidden && frame === 0) frame = requestAnimationFrame(draw);
}

function draw() {
  frame = 0;
  if (jumps.happened()) clockWasSet();
  const win = views.windowAt(view, now());
  if (!held) drawBuckets(win);
  document.getElementById('chart').setAttribute('aria-busy', String(held));
  showControls(view, paused !== null, win);
  showStatus(status());
  showFreshness(SERIES.map(seriesNow), eventsAhead(), paint.ages());
}

function drawBuckets(win) {
  drawChart(win);
  showTitle(view.measure, win.step);
  showEmpty(isEmpty(win) && SERIES.every(isKnown) && !catchingUp && !problem, views.words(view));
  showTotals(shown(), win, streams() ? now() : win.to, views.words(view), SERIES.map(seriesNow));
  if (streams() && !paused) paint.painted(clock.time());
  else paint.skip();
}

/** Draws only if the chart would look different, because drawing is expensive. */
function drawChart(win) {
  const visible = views.shownOf(view);
  const complete = Math.min(win.complete, win.to);
  const key = [shown().version, win.from, win.to, complete, win.step, view.measure, visible, views.zoneOf(view), paused?.at].join();
  if (key === drawnAs) return;
  const data = columns(win);
  const values = visible.flatMap((name) => [1, 3].flatMap((at) => data[at + SERIES.indexOf(name)]));
  const rules = MEASURES[view.measure].axis;
  axis = axisOf(values, rules);
  const end = Math.max(win.to - win.step, win.from + win.step);
  const look = { axis, area: Boolean(rules.fromZero), shown: visible, zone: views.zoneOf(view) };
  if (!chart.draw(data, win.from, end, look)) return;
  drawnAs = key;
  drawn++;
  points = data.slice(1).flat().filter((v) => v !== null).length;
  showBeyond(axis.beyond);
  showTable(shown(), win, views.zoneOf(view));
}

const columns = (win) => columnsWithFilling(shown(), win.from, win.to, win.complete, view.measure);

const isEmpty = (win) => SERIES.every((name) => shown().between(name, win.from, win.to + win.step).length === 0);

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
  const until = state === 'late' ? time - sinceLast : lastKnown.get(name);
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

const actions = {
  range: (id) => look(views.live(view, id)),
  measure: (measure) => restyle({ ...view, measure }),
  zone: (zone) => restyle(views.inZone(view, zone)),
  pause,
  live: () => look(views.live(view)),
  save: () => {
    const win = views.windowAt(view, now());
    save('streamproc.csv', toCsv(shown(), win.from, win.to, win.complete, views.shownOf(view)));
  },
  fixed: (from, to) => {
    const text = views.misfit(from, to);
    if (!text) return look(views.fixed(view, from, to));
    invalid = { text, fatal: true };
    requestDraw();
  },
  toggle: (name) => restyle(views.show(view, name, !views.shownOf(view).includes(name))),
};

bindControls(actions);
bindKeys(chart, actions);
bindLogin(catchUp);
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
  const { view: wanted, problem: wrong } = views.parse(location.search);
  look(wanted, { remember: false });
  invalid = wrong ? { text: wrong, fatal: true } : null;
});
setInterval(tick, TICK);

new LiveFeed({
  onOpen: () => {
    connection = 'open';
    connectedAt = steady();
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
});

async function explain() {
  const reason = await refusal();
  if (connection !== 'open') refused = reason;
  requestDraw();
}

snapshots.refresh();
document.documentElement.dataset.started = ''; // all scripts are loaded: hides the notice

/** For the console and for tests: a copy of the page's state. */
window.streamproc = Object.freeze({
  state: () => {
    const win = views.windowAt(view, now());
    return structuredClone({
      view,
      window: win,
      columns: columns(win),
      axis,
      series: SERIES.map(seriesNow),
      status: status(),
      offset: clock.offset(),
      drawn,
      points,
    });
  },
});
