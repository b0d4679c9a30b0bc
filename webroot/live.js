/* global EventBus */
/** Live updates over the event-bus bridge. Reconnects with a growing delay. */

import { steady } from './clock.js';
import { HEARTBEAT, LIVE_ADDRESS } from './contract.js';

const PING = 5_000;

/** A connection without any message or heartbeat for this time is closed (milliseconds). */
const SILENCE = 4 * HEARTBEAT;
const WATCH = 1_000;

/**
 * The server's reason for refusing this page's live connection, or null. Browsers send Origin with a
 * POST, as with a WebSocket; a session that does not exist costs nothing.
 */
export async function refusal() {
  try {
    const url = new URL('eventbus/000/no-such-session/xhr_send', document.baseURI);
    const response = await fetch(url, { method: 'POST', body: '[]', cache: 'no-store' });
    return response.status === 403 ? ((await response.json()).detail ?? 'the server refuses it') : null;
  } catch {
    return null; // no answer; the snapshots report that
  }
}

export class LiveFeed {
  #bus;
  #heard = steady();

  /** @param handlers onOpen(), onClose(), onUpdate(update) */
  constructor({ onOpen, onClose, onUpdate }) {
    const bus = new EventBus(new URL('eventbus', document.baseURI).href, {
      vertxbus_ping_interval: PING,
      vertxbus_reconnect_delay_min: 500,
      vertxbus_reconnect_delay_max: 5_000,
      transports: ['websocket', 'xhr-streaming', 'xhr-polling'], // only transports without an iframe
    });
    this.#bus = bus;
    bus.enableReconnect(true);
    bus.onerror = (e) => console.warn('event bus:', e);
    bus.onopen = () => {
      this.#alive();
      bus.sockJSConn.onheartbeat = () => this.#alive();
      // The client drops its handlers when a connection ends. Subscribe first, then fetch: a change
      // between the two is in at least one of them, and harmless in both.
      bus.registerHandler(LIVE_ADDRESS, (error, message) => {
        this.#alive();
        if (!error) onUpdate(message.body);
      });
      onOpen();
    };
    bus.onclose = onClose;
    setInterval(() => this.#watch(), WATCH);
  }

  #alive() {
    this.#heard = steady();
  }

  #watch() {
    if (this.#bus.state === EventBus.OPEN && steady() - this.#heard > SILENCE) {
      this.#bus.sockJSConn.close(4000, 'silent'); // onclose follows, and a new connection
    }
  }
}
