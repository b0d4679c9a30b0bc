/**
 * Logs in with an API key or a token, which the server then keeps in a cookie that scripts can't read.
 * The form appears when the server wants one.
 */
import { request } from '../common/request.js';

const form = document.getElementById('login');
const input = document.getElementById('login-key');
const problem = document.getElementById('login-problem');
const out = document.getElementById('logout');

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
  if ((await request('login')).loggedIn) showLogout();
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
    const headers = { Authorization: `Bearer ${input.value.trim()}` };
    const refused = await request('login', { method: 'POST', headers }).then(() => null, (e) => e.message);
    problem.textContent = refused ?? '';
    if (refused) return;
    input.value = '';
    form.hidden = true;
    showLogout();
    onLogin();
  });
  out.addEventListener('click', async () => {
    await request('logout', { method: 'POST' }).catch(() => null);
    location.reload();
  });
}
