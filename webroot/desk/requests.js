/** The requests of the desk. */
import { post, request } from '../common/request.js';

/** @param before `next` of the page before, or null */
export function fetchLetters(open, before) {
  const query = new URLSearchParams({ open: String(open), limit: '50' });
  if (before) query.set('before', before);
  return request(`api/dead?${query}`);
}

export const fetchVerify = () => request('api/verify');

/** @param key an API key or token for this request only; empty for what the browser has */
export const replay = (sources, dryRun, key) =>
  post('api/dead/replay', { sources, dryRun }, key ? { Authorization: `Bearer ${key}` } : {});
