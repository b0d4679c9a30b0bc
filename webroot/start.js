/**
 * Starts the page and reports why that fails. This is not a module, because browsers send Origin with
 * requests for modules: a server that considers it foreign, for example behind a proxy that changes Host, serves this file but no module.
 */
import('./main.js').catch(async (e) => {
  console.warn('not started:', e);
  const reason = await fetch('eventbus/000/no-such-session/xhr_send', { method: 'POST', body: '[]' })
    .then((response) => (response.status === 403 ? response.json() : {}))
    .catch(() => ({}));
  document.getElementById('status').dataset.kind = 'error';
  document.getElementById('status-text').textContent = reason.detail ? `Not started: ${reason.detail}` : 'Not started';
  document.getElementById('not-started').style.animation = 'none';
});
