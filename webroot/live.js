/* global EventBus */
/** Live updates over the event-bus bridge. Reconnects by itself, with a wait that grows. */

import { steady } from './clock.js';
import { HEARTBEAT, LIVE_ADDRESS } from './contract.js';

const PING = 5_000;

/** A connection that brought nothing for this long, not even a heartbeat, is closed (milliseconds). */
const SILENCE = 4 * HEARTBEAT;
const WATCH = 1_000;

/**
 * Why the server lets this page not listen, in its words, or null. Browsers name the origin with a
 * POST, as they do with a WebSocket; a session that does not exist costs nothing.
 */
export async function refusal() {
  try {
    const url = new URL('eventbus/000/no-such-session/xhr_send', document.baseURI);
    const response = await fetch(url, { method: 'POST', body: '[]', cache: 'no-store' });
    return response.status === 403 ? ((await response.json()).detail ?? 'the server refuses it') : null;
  } catch {
    return null; // it does not answer, which the snapshots tell
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
      transports: ['websocket', 'xhr-streaming', 'xhr-polling'], // none that needs an iframe
    });
    this.#bus = bus;
    bus.enableReconnect(true);
    bus.onerror = (e) => console.warn('event bus:', e);
    bus.onopen = () => {
      this.#alive();
      bus.sockJSConn.onheartbeat = () => this.#alive();
      // The client forgets its handlers when a connection ends. Listen first, fetch then: what
      // changes between the two is in one of them, and in both does no harm.
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
      this.#bus.sockJSConn.close(4000, 'silent'); // ends in onclose, and so in a new connection
    }
  }
}
