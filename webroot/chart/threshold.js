/** The threshold between the series, as a line. Pure. */
import { thresholdIn } from '../view/options.js';
import { amount } from '../words/text.js';
import { say } from '../words/words.js';

/** Measures on whose axis the threshold lies. */
const AMOUNTS = ['mean', 'min', 'max'];

/**
 * The page does not know the setting consumer.threshold, so a value that contradicts the stored events is
 * not drawn.
 *
 * @param between buckets of a series in the window, by its name
 * @returns {{levels, problem}} levels: [{value, text}]; problem: why there is none, or null
 */
export function thresholdLine(view, between) {
  const value = thresholdIn(view);
  if (value === null || !AMOUNTS.includes(view.measure)) return { levels: [], problem: null };
  const low = between('low').some(([, , , , max]) => max > value);
  const high = between('high').some(([, , , min]) => min <= value);
  if (low || high) return { levels: [], problem: say('threshold-contradicted', { value: amount(value) }) };
  return { levels: [{ value, text: say('threshold', { value: amount(value) }) }], problem: null };
}
