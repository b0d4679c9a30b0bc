import { equal, test } from './harness.js';
import { EN } from '../words/en.js';
import { WORDS as DE } from '../words/de.js';

const text = (table, key) => (typeof table[key] === 'function' ? table[key]({ number: 2, count: 2, unit: 's' }) : table[key]);
const placeholders = (words) => [...words.matchAll(/\{\w+\}/g)].map(([name]) => name).sort();

test('German has every text, with the same values in it', () => {
  const same = ['language-en', 'language-de'];
  for (const key of Object.keys(EN).filter((one) => !same.includes(one))) {
    equal([key, Object.hasOwn(DE, key)], [key, true]);
    equal([key, placeholders(text(DE, key))], [key, placeholders(text(EN, key))]);
  }
});
