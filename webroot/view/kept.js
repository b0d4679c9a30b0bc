/** Options that this browser keeps: they describe the viewer, not the view. Storage may be forbidden. */
const KEPT = ['zone', 'theme', 'language'];
const KEY = 'streamproc';

export function load(storage = () => localStorage) {
  try {
    const found = JSON.parse(storage().getItem(KEY) ?? '{}');
    return Object.fromEntries(KEPT.filter((name) => typeof found[name] === 'string').map((name) => [name, found[name]]));
  } catch {
    return {};
  }
}

export function keep(view, storage = () => localStorage) {
  try {
    const text = JSON.stringify(Object.fromEntries(KEPT.map((name) => [name, view[name]])));
    if (storage().getItem(KEY) !== text) storage().setItem(KEY, text);
  } catch {
    // the address bar still has them
  }
}
