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

/**
 * Keeps an option of a view that the viewer chose; what came with a link is the sender's.
 *
 * @param name of the option; others than those that are kept are ignored
 */
export function keep(view, name, storage = () => localStorage) {
  if (!KEPT.includes(name)) return;
  try {
    storage().setItem(KEY, JSON.stringify({ ...load(storage), [name]: view[name] }));
  } catch {
    // the address bar still has them
  }
}
