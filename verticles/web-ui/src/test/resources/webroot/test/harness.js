/** As little of a test framework as the tests of the page's modules need. */

const tests = [];

/** One example: a sentence and a function that throws where it does not hold. */
export function test(name, body) {
  tests.push({ name, body });
}

/** One test for each row; its sentence is the row's first cell. */
export function table(title, rows, body) {
  for (const [name, ...cells] of rows) test(`${title}: ${name}`, () => body(...cells));
}

/** Equality by value: -0 is not 0, undefined is not null. */
export function equal(actual, expected) {
  if (!same(actual, expected)) throw new Error(`expected ${show(expected)}, got ${show(actual)}`);
}

function same(a, b) {
  if (Object.is(a, b)) return true;
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false;
  const keys = Object.keys(a);
  return Array.isArray(a) === Array.isArray(b)
    && keys.length === Object.keys(b).length
    && keys.every((key) => Object.hasOwn(b, key) && same(a[key], b[key]));
}

const show = (value) => JSON.stringify(value, (key, v) => (v === undefined ? 'undefined' : Number.isNaN(v) ? 'NaN' : v));

/** Runs what the given files declare; for each test its name, and the error or null. */
export async function run(files) {
  for (const file of files) await import(file);
  return tests.map(({ name, body }) => {
    try {
      body();
      return { name, error: null };
    } catch (e) {
      return { name, error: String(e.stack) };
    }
  });
}
