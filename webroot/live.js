/* global EventBus */
/** Live updates over the event-bus bridge. Reconnects by itself, with a wait that grows. */

const ADDRESS = 'streamproc.series.live';
const PING = 5_000;

/** Nothing at all for so long, not even a heartbeat (every second): the connection is only half there. */
const SILENCE = 4_000;
const WATCH = 1_000;

export class LiveFeed {
  #bus;
  #heard = Date.now();

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
      bus.registerHandler(ADDRESS, (error, message) => {
        this.#alive();
        if (!error) onUpdate(message.body);
      });
      onOpen();
    };
    bus.onclose = onClose;
    setInterval(() => this.#watch(), WATCH);
  }

  #alive() {
    this.#heard = Date.now();
  }

  #watch() {
    if (this.#bus.state === EventBus.OPEN && Date.now() - this.#heard > SILENCE) {
      this.#bus.sockJSConn.close(4000, 'silent'); // ends in onclose, and so in a new connection
    }
  }
}
