/**
 * Ties the parts together: snapshots and live updates go into the store; once a second, and after
 * each change, the window of the view is drawn from it. No drawing happens in a hidden tab.
 */
import { SeriesStore, SERIES, MEASURES, MAX_LIVE_STEP, columnsWithFilling, toCsv } from './series.js';
import { ServerClock, PaintTimes, Silence } from './clock.js';
import { describe } from './status.js';
import { Snapshots } from './snapshot.js';
import { LiveFeed } from './live.js';
import { LiveChart } from './chart.js';
import * as views from './view.js';
import { bindControls, bindKeys, save, showControls } from './controls.js';
import { showBucket, showEmpty, showFreshness, showStatus, showTable, showTitle, showTotals } from './readout.js';

const SWEEP = 30_000; // heals what a lost live update left behind
const REFETCH = 10_000; // for what does not come live: coarse steps and fixed ranges
const TICK = 1_000;

const clock = new ServerClock();
const paint = new PaintTimes();
const silence = new Silence(SERIES);
const opened = views.parse(location.search);

let view = opened.view;
let store = new SeriesStore(views.stepOf(view));
let paused = null; // {at, store}: the server's time and the buckets that stand still, or null
let held = false; // the chart stays as it was until the first buckets of another width are there
let connection = 'connecting';
let catchingUp = true;
let problem = null;
let misasked = opened.problem ? { text: opened.problem, fatal: true } : null; // by the user, until the next try
let unavailable = [];
let frame = 0;
let drawn = 0;

const now = () => paused?.at ?? clock.time();
const shown = () => paused?.store ?? store;
const streams = () => !views.isFixed(view) && store.step <= MAX_LIVE_STEP;

const snapshots = new Snapshots({
  query: () => views.snapshotQuery(view, clock.time()),
  interval: () => (streams() && !silence.some() ? SWEEP : REFETCH),
  onData: (data, requested, answered) => {
    const before = clock.offset();
    clock.sample(requested, answered, data.asOf);
    if (data.step === store.step) SERIES.forEach((name) => store.merge(name, data.series[name]));
    unavailable = data.unavailable ?? [];
    problem = null;
    catchingUp = false;
    held = false;
    requestDraw();
    // Asked by a clock that turns out to be wrong: what came may not be what is to be shown.
    if (Math.abs(clock.offset() - before) > 2 * store.step + 5_000) snapshots.refresh();
  },
  onProblem: (p) => {
    problem = p;
    held = false;
    requestDraw();
  },
});

const chart = new LiveChart(document.getElementById('chart'), {
  zoom: (from, to) => look(views.fixed(view, from, to)),
  reset: () => look(views.live(view)),
  cursor: (start) => showBucket(shown(), start, view.measure),
});

/** Changes what is looked at; buckets of another width need a store of their own. */
function look(next) {
  view = next;
  paused = null;
  problem = null;
  misasked = null;
  unavailable = [];
  catchingUp = true;
  if (views.stepOf(view) !== store.step) {
    store = new SeriesStore(views.stepOf(view));
    held = true;
  }
  history.replaceState(null, '', views.toQuery(view));
  requestDraw();
  snapshots.refresh();
}

function update({ series, step, buckets }) {
  if ((problem && silence.all()) || unavailable.includes(series)) {
    unavailable = unavailable.filter((name) => name !== series); // who had no answer is back
    snapshots.refresh();
  }
  silence.heard(series);
  if (step === 1_000 && buckets.length) paint.arrived(buckets.at(-1)[0]);
  if (step === store.step && streams()) store.merge(series, buckets);
  requestDraw();
}

function pause() {
  if (views.isFixed(view)) return;
  paused = paused ? null : { at: clock.time(), store: store.copy() };
  requestDraw();
}

/** Once a second: the window moves on, and a stream that has gone quiet is asked for the reason. */
function tick() {
  store.prune(views.windowAt(view, clock.time()).from - 60 * store.step);
  if (connection === 'open' && streams() && silence.begunSince(snapshots.asked)) snapshots.refresh();
  if (!paused) requestDraw();
}

function requestDraw() {
  if (!document.hidden && frame === 0) frame = requestAnimationFrame(draw);
}

function draw() {
  frame = 0;
  drawn++;
  const win = views.windowAt(view, now());
  if (!held) drawBuckets(win);
  document.getElementById('chart').setAttribute('aria-busy', String(held));
  showControls(view, paused !== null, win);
  showStatus(status());
  showFreshness(newestAge(), paint.ages());
}

function drawBuckets(win) {
  const end = Math.max(win.to - win.step, win.from + win.step);
  chart.draw(columns(win), win.from, end, MEASURES[view.measure].fromZero);
  showTitle(view.measure, win.step);
  showEmpty(isEmpty(win) && !catchingUp && !problem, views.words(view));
  showTotals(shown(), win, streams() ? now() : win.to, views.words(view));
  showTable(shown(), win);
  if (streams() && !paused) paint.painted(clock.time());
  else paint.skip();
}

const columns = (win) => columnsWithFilling(shown(), win.from, win.to, win.complete, view.measure);

const isEmpty = (win) => SERIES.every((name) => shown().between(name, win.from, win.to + win.step).length === 0);

/** Age of the newest event by what is known: its second, or else its bucket. */
function newestAge() {
  const newest = Math.max(paint.newest() ?? -Infinity, store.newest() ?? -Infinity);
  return newest === -Infinity ? null : Math.max(0, clock.time() - newest);
}

function status() {
  const win = views.windowAt(view, now());
  const age = newestAge();
  return describe({
    connection,
    catchingUp,
    problem: misasked ?? problem,
    unavailable,
    empty: isEmpty(win),
    paused: paused !== null,
    fixed: views.isFixed(view),
    // A bucket may have got its newest event at its very end.
    age: age === null ? null : age - (paint.newest() === null ? store.step : TICK),
  });
}

/** After a gap: ask for what it could have changed. */
function catchUp() {
  catchingUp = true;
  requestDraw();
  snapshots.refresh();
}

const actions = {
  range: (id) => look(views.live(view, id)),
  measure: (measure) => {
    view = { ...view, measure };
    history.replaceState(null, '', views.toQuery(view));
    requestDraw();
  },
  pause,
  live: () => look(views.live(view)),
  save: () => {
    const win = views.windowAt(view, now());
    save('streamproc.csv', toCsv(shown(), win.from, win.to));
  },
  fixed: (from, to) => {
    const text = views.misfit(from, to);
    if (!text) return look(views.fixed(view, from, to));
    misasked = { text, fatal: true };
    requestDraw();
  },
  toggle: (name, visible) => chart.show(name, visible),
};

bindControls(actions);
bindKeys(chart, actions);
document.getElementById('table-box').addEventListener('toggle', requestDraw);
document.addEventListener('visibilitychange', () => {
  if (document.hidden) return;
  paint.skip();
  catchUp();
});
setInterval(tick, TICK);

new LiveFeed({
  onOpen: () => {
    connection = 'open';
    catchUp();
  },
  onClose: () => {
    connection = 'closed';
    requestDraw();
  },
  onUpdate: update,
});
snapshots.refresh();

/** For people at the console and for tests: what the page knows, as a copy. */
window.streamproc = Object.freeze({
  state: () => {
    const win = views.windowAt(view, now());
    return structuredClone({
      view,
      window: win,
      columns: columns(win),
      status: status(),
      offset: clock.offset(),
      drawn,
    });
  },
});
