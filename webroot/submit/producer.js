/** The slider and the list that change what the producer generates, where it allows that. */
import { post, request } from '../common/request.js';
import { format } from '../words/text.js';
import { say } from '../words/words.js';

/** Positions of the slider for a tenfold rate. */
const DECADE = 10;

/** The rate at a position of the slider: 1, 1.3, 1.6, 2, 2.5 … 10, 13 …, with two digits. */
export const rateAt = (position) => Number((10 ** (position / DECADE)).toPrecision(2));

/** The position that is nearest to a rate. */
export const positionOf = (rate) => Math.max(0, Math.round(Math.log10(rate) * DECADE));

const $ = (id) => document.getElementById(id);

/** Shows the controls, if there is a producer to change. */
export async function bindProducer() {
  const state = await request('api/producer').catch(() => null);
  if (state === null) return;
  show(state);
  $('producer').hidden = false;
  $('producer-rate').addEventListener('input', () => showRate(chosenRate()));
  $('producer-rate').addEventListener('change', () => change({ rate: chosenRate() }));
  $('producer-shape').addEventListener('change', () => change({ shape: $('producer-shape').value }));
}

const chosenRate = () => rateAt($('producer-rate').valueAsNumber);

async function change(wanted) {
  const { state, problem } = await post('api/producer', wanted).then((answer) => ({ state: answer, problem: '' }), (e) => ({ problem: e.message }));
  $('producer-problem').textContent = problem;
  if (state) show(state);
}

function show({ rate, shape, shapes, mostRate }) {
  $('producer-shape').replaceChildren(...shapes.map((id) => new Option(id, id, false, id === shape)));
  $('producer-rate').max = positionOf(mostRate);
  $('producer-rate').value = positionOf(rate);
  showRate(rate);
}

function showRate(rate) {
  const text = say('producer-rate', { rate: format(rate) });
  $('producer-rate-text').textContent = text;
  $('producer-rate').setAttribute('aria-valuetext', text);
}
