/* global EventBus */
/** Live updates over the event-bus bridge, and what else it offers. Reconnects with a growing delay. */

import { steady } from './clock.js';
import { HEARTBEAT, LIVE_ADDRESS } from './contract.js';
import { say } from '../words/words.js';

/** The libraries of the connection, in this order: the second needs the first. */
const LIBRARIES = ['vendor/sockjs-client/1.6.1/dist/sockjs.min.js', 'vendor/eventbus-bridge-client/1.0.0/vertx-eventbus.js'];

/** A library that did not load is requested again after this time (milliseconds). */
const RELOAD = 5_000;

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
    return response.status === 403 ? ((await response.json()).detail ?? say('server-refuses')) : null;
  } catch {
    return null; // no answer; the snapshots report that
  }
}

function load(library) {
  return new Promise((resolve, reject) => {
    const script = document.createElement('script');
    script.src = library;
    script.onload = resolve;
    script.onerror = () => reject(new Error(`${library} did not load`));
    document.head.append(script);
  });
}

export class LiveFeed {
  #on;
  #bus = null; // until its libraries are loaded
  #heard = steady();
  #others = new Map(); // handlers of other addresses

  /** @param handlers onOpen(), onClose(), onUpdate(update) */
  constructor(on) {
    this.#on = on;
    this.#start(LIBRARIES);
    setInterval(() => this.#watch(), WATCH);
  }

  async #start(libraries) {
    const [library, ...rest] = libraries;
    if (library === undefined) return this.#connect();
    try {
      await load(library);
      this.#start(rest);
    } catch (e) {
      console.warn('no live connection:', e);
      this.#on.onClose();
      setTimeout(() => this.#start(libraries), RELOAD);
    }
  }

  #connect() {
    const { onOpen, onClose, onUpdate } = this.#on;
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
      this.#others.forEach((handler, address) => bus.registerHandler(address, handler));
      onOpen();
    };
    bus.onclose = onClose;
  }

  get #open() {
    return this.#bus !== null && this.#bus.state === EventBus.OPEN;
  }

  /** Listens to another address as well, on this connection and later ones. */
  listen(address, onMessage) {
    if (this.#others.has(address)) return;
    const handler = (error, message) => {
      this.#alive();
      if (!error) onMessage(message.body);
    };
    this.#others.set(address, handler);
    if (this.#open) this.#bus.registerHandler(address, handler);
  }

  unlisten(address) {
    const handler = this.#others.get(address);
    if (this.#others.delete(address) && this.#open) this.#bus.unregisterHandler(address, handler);
  }

  #alive() {
    this.#heard = steady();
  }

  #watch() {
    if (this.#open && steady() - this.#heard > SILENCE) {
      this.#bus.sockJSConn.close(4000, 'silent'); // onclose follows, and a new connection
    }
  }
}
