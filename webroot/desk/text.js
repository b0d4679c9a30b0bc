/** Results and the last verify in words. Pure. */
import { age, format, stamp } from '../words/text.js';
import { say } from '../words/words.js';

const OUTCOMES = ['replayed', 'would-replay', 'still-invalid', 'done-before', 'stored', 'not-settled', 'unknown'];

/** How many letters had each outcome: "3 would be replayed, 1 is still invalid". */
export function summary(results) {
  const counts = OUTCOMES.map((outcome) => [outcome, results.filter((one) => one.outcome === outcome).length]);
  return counts
    .filter(([, count]) => count > 0)
    .map(([outcome, count]) => say(`desk-${outcome}`, { count }))
    .join(', ');
}

/** The last verify in one sentence. @param now the time to which its age is counted */
export function verifyText({ last }, zone, now) {
  if (!last) return say('desk-verify-none');
  const counts = Object.fromEntries(Object.entries(last.counts).map(([name, count]) => [name, format(count)]));
  const when = say('desk-verify-when', { time: stamp(last.time, zone), ago: say('ago', { age: age(now - last.time) }) });
  return `${when}: ${say(last.balanced ? 'desk-verify-balanced' : 'desk-verify-unbalanced', counts)}`;
}

/** A value as it is shown. */
export function valueText({ value, cut, bytes }) {
  if (value === null) return say('desk-no-value');
  return cut ? `${value}… ${say('desk-cut', { bytes: format(bytes) })}` : value;
}
