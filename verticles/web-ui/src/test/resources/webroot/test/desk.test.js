import { equal, test } from './harness.js';
import { summary, valueText, verifyText } from '../desk/text.js';

const results = (...outcomes) => outcomes.map((outcome) => ({ outcome }));

test('the result of a replay counts the letters of each outcome', () => {
  equal(summary(results('still-invalid', 'would-replay', 'would-replay', 'would-replay')), '3 would be replayed, 1 is still invalid');
  equal(summary(results('replayed')), '1 was replayed');
  equal(summary(results('stored', 'unknown', 'unknown', 'not-settled', 'done-before')), '1 was replayed before, 1 is stored after all, 1 may still be stored, 2 are no longer there');
  equal(summary([]), '');
});

test('a value tells that it is cut, or that there is none', () => {
  equal(valueText({ value: 'abc', cut: false, bytes: 3 }), 'abc');
  equal(valueText({ value: 'abc', cut: true, bytes: 4_000 }), 'abc… (4,000 bytes)');
  equal(valueText({ value: null, cut: false, bytes: 0 }), '(no value)');
});

test('the last verify is told with its age and its counts', () => {
  const counts = { accepted: 5, high: 1, low: 2, dead: 1, inFlight: 1, missing: 0, twice: 0, wrong: 0 };
  const last = { time: 1_700_000_000_000, balanced: true, counts };
  const now = last.time + 120_000;
  equal(verifyText({ last: null }, 'utc', now), 'Last verify: none is known.');
  equal(verifyText({ last }, 'utc', now), 'Last verify 2023-11-14 22:13:20Z (2 min ago): balanced. 5 accepted = 1 high + 2 low + 1 dead + 1 in flight');
  const broken = { ...last, balanced: false, counts: { ...counts, missing: 2 } };
  equal(verifyText({ last: broken }, 'utc', now), 'Last verify 2023-11-14 22:13:20Z (2 min ago): does not balance: 2 missing, 0 twice, 0 wrong, of 5 accepted');
});
