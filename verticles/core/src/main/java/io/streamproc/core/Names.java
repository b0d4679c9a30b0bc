package io.streamproc.core;

/**
 * Every name that processes share: bus addresses, topics, record headers, series. No other class
 * contains one of these names as a literal.
 */
public final class Names {
  /**
   * Request: one event, an array or NDJSON; reply {@code {"accepted": n}} after the broker's ack.
   */
  public static final String BUS_INGEST = "streamproc.events.ingest";

  /**
   * Request to the event-api instance that owns a slot of keys; followed by topic and slot, as in
   * {@code events.keys-3}.
   */
  public static final String BUS_INGEST_SLOT = "streamproc.events.ingest.slot.";

  /** Request to a producer: the rate and shape to change; reply: what it generates. */
  public static final String BUS_PRODUCER = "streamproc.producer";

  /** Published by a consumer after store and commit: the series and time range that changed. */
  public static final String BUS_PROGRESS = "streamproc.store.progress";

  /** Published by a consumer after the store: the ids of the watched events in the batch. */
  public static final String BUS_STORED = "streamproc.store.watched";

  /** Request: {@code {from, to, step}}; reply: the snapshot of both series. */
  public static final String BUS_SERIES = "streamproc.series.query";

  /**
   * Prefix of the address of one aggregator, for the same request. Its id on {@link
   * #BUS_AGGREGATORS} follows.
   */
  public static final String BUS_SERIES_OF = "streamproc.series.query.";

  /**
   * Presence messages of the aggregators, several per second, with the series that each can read.
   */
  public static final String BUS_AGGREGATORS = "streamproc.aggregators";

  /**
   * Published once per tick: whole states of the buckets that changed. Browsers may subscribe to
   * it.
   */
  public static final String BUS_LIVE = "streamproc.series.live";

  /** Published once a second by each instance of each role on the bus: how it is doing. */
  public static final String BUS_ROLES = "streamproc.roles";

  /**
   * Sent once a second by web-ui to the browsers that subscribe to it: what {@link #BUS_ROLES}
   * amounts to. Besides {@link #BUS_LIVE} the only address browsers see; nobody publishes on it.
   */
  public static final String BUS_PIPELINE = "streamproc.pipeline";

  /**
   * Request to an auditor: which dead letters, {@code DeadLetterQuery}; reply: {@code
   * DeadLetterPage}.
   */
  public static final String BUS_DEAD_LIST = "streamproc.dead.list";

  /** Request to an auditor: {@code ReplayRequest}; reply: {@code ReplayReport}. */
  public static final String BUS_DEAD_REPLAY = "streamproc.dead.replay";

  /** Request to an auditor: an empty object; reply: {@code VerifyReport}. */
  public static final String BUS_VERIFY_LAST = "streamproc.verify.last";

  /**
   * Suffix of the consumer group whose committed offsets record the last {@code verify}: how far it
   * checked, and its result as metadata. The prefix is that of the consumers' groups.
   */
  public static final String GROUP_VERIFY = "-verify";

  /** Default name of the topic that holds the events. */
  public static final String TOPIC_EVENTS = "events";

  /** Default name of the topic that holds records which could not be decoded or stored. */
  public static final String TOPIC_DEAD = "events.dead";

  /** Default name of the topic that stores idempotency keys. */
  public static final String TOPIC_KEYS = "events.keys";

  /**
   * Request header, over HTTP and the bus, with the idempotency key that the client chose. A retry
   * with the same key is recognized as a duplicate (draft-ietf-httpapi-idempotency-key-header).
   */
  public static final String HEADER_IDEMPOTENCY_KEY = "Idempotency-Key";

  /** Response header: {@code true} if the request is a duplicate and was stored before. */
  public static final String HEADER_IDEMPOTENCY_REPLAYED = "Idempotency-Replayed";

  /** Header of a request to a slot's owner: the layout of its body. */
  public static final String HEADER_FORMAT = "streamproc-format";

  /**
   * Request header, to a slot's owner, on {@link #BUS_SERIES} and to an auditor: how long the
   * sender waits for the reply, milliseconds in decimal. Receivers drop a request whose sender has
   * timed out, and an aggregator replies in time without a store that takes longer. Absent in
   * requests of older versions.
   */
  public static final String HEADER_TIMEOUT = "streamproc-timeout-ms";

  /**
   * Header on {@link #BUS_PROGRESS} and {@link #BUS_LIVE}: when the broker appended the oldest
   * event that the message reports, epoch milliseconds in decimal. Absent if unknown.
   */
  public static final String HEADER_OLDEST = "streamproc-oldest-ms";

  /**
   * Header of requests, of records and of messages on the bus: the trace that they belong to (W3C
   * Trace Context, 3.2). Absent if it is not recorded.
   */
  public static final String HEADER_TRACEPARENT = "traceparent";

  /**
   * Header of requests on {@link #BUS_INGEST} and of their records: an id that the consumer which
   * stores the events publishes on {@link #BUS_STORED}. 1 to 40 letters, digits and hyphens.
   */
  public static final String HEADER_WATCH = "streamproc-watch";

  /** Dead-letter header: the reason why the record was refused, as text. */
  public static final String HEADER_DEAD_REASON = "streamproc-reason";

  /** Dead-letter header: the record's identity, {@code topic-partition@offset}. */
  public static final String HEADER_DEAD_SOURCE = "streamproc-source";

  /** Dead-letter header: Kafka's id of the topic that the record was read from. */
  public static final String HEADER_DEAD_TOPIC_ID = "streamproc-topic-id";

  /** Dead-letter header: when the broker appended the record, epoch milliseconds in decimal. */
  public static final String HEADER_DEAD_APPENDED = "streamproc-appended";

  /** Dead-letter header: when it was refused, epoch milliseconds in decimal. */
  public static final String HEADER_DEAD_TIME = "streamproc-time";

  /** Dead-letter header: the role that refused it. */
  public static final String HEADER_DEAD_ROLE = "streamproc-role";

  /**
   * Header of a mark on the dead-letter topic: the letter that {@link #HEADER_DEAD_SOURCE} names
   * was replayed, as the event of this identity.
   */
  public static final String HEADER_DEAD_REPLAYED = "streamproc-replayed-as";

  /** Header of an event that was replayed: the identity of the record it stands for. */
  public static final String HEADER_REPLAY_OF = "streamproc-replay-of";

  private Names() {}
}
