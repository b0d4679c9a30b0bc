/**
 * Logs in with an API key or a token, which the server then keeps in a cookie that scripts can't read.
 * The form appears when the server wants one.
 */
import { say } from '../words/words.js';

const form = document.getElementById('login');
const input = document.getElementById('login-key');
const problem = document.getElementById('login-problem');
const out = document.getElementById('logout');

async function post(path, headers = {}) {
  const response = await fetch(path, { method: 'POST', headers, cache: 'no-store' });
  const body = response.status === 204 ? {} : await response.json().catch(() => ({}));
  return response.ok ? null : (body.detail ?? say('server-answered', { status: response.status }));
}

/** Shows the form. @param reason why the server refuses what this browser has */
export function showLogin(reason) {
  if (!form.hidden) return;
  form.hidden = false;
  out.hidden = true;
  problem.textContent = out.dataset.used ? reason : '';
  input.focus();
}

/** Offers to log out, also after a reload: only the server knows whether this browser is logged in. */
async function offerLogout() {
  const response = await fetch('login', { cache: 'no-store' });
  if ((await response.json()).loggedIn) showLogout();
}

function showLogout() {
  out.hidden = false;
  out.dataset.used = '';
}

/** @param onLogin called after each successful login */
export function bindLogin(onLogin) {
  offerLogout().catch(() => null); // the page shows by other means that the server does not answer
  form.addEventListener('submit', async (event) => {
    event.preventDefault();
    const refused = await post('login', { Authorization: `Bearer ${input.value.trim()}` })
      .catch(() => say('server-silent'));
    problem.textContent = refused ?? '';
    if (refused) return;
    input.value = '';
    form.hidden = true;
    showLogout();
    onLogin();
  });
  out.addEventListener('click', async () => {
    await post('logout').catch(() => null);
    location.reload();
  });
}
