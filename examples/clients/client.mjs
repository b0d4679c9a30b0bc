// Posts an event, reads both series and follows them live: node client.mjs [EVENT-API [WEB-UI]]
import { randomUUID } from 'node:crypto';

const [events = 'http://127.0.0.1:9998', web = 'http://127.0.0.1:8080'] = process.argv.slice(2);

async function call(url, options = {}) {
  const authorization = `Bearer ${process.env.STREAMPROC_KEY ?? 'none'}`;
  const answer = await fetch(url, { ...options, headers: { authorization, ...options.headers } });
  if (!answer.ok) throw new Error(await answer.text());
  return answer;
}

// A repeat with the same key stores the event once.
const headers = { 'content-type': 'application/json', 'idempotency-key': randomUUID() };
const body = JSON.stringify({ amount: 7.2 });
console.log(await (await call(`${events}/events`, { method: 'POST', headers, body })).json());
console.log((await (await call(`${web}/api/series?step=10s`)).json()).series);

for (let last = ''; ; await new Promise((resolve) => setTimeout(resolve, 2_000))) {
  try {
    const stream = await call(`${web}/api/series/live`, { headers: { 'last-event-id': last } });
    let text = '';
    for await (const bytes of stream.body.pipeThrough(new TextDecoderStream())) {
      const lines = (text + bytes).split('\n');
      text = lines.pop();
      last = lines.findLast((line) => line.startsWith('id: '))?.slice(4) ?? last;
      for (const line of lines) if (line.startsWith('data: ')) console.log(line.slice(6));
    }
  } catch (e) { console.error(String(e)); }
}
