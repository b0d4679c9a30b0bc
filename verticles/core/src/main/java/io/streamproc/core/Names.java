package io.streamproc.core;

/**
 * Every name that two processes have to agree on: bus addresses, topics, record headers, series.
 * Nothing else in the code base spells one of these out.
 */
public final class Names {
  /**
   * Request: one event, an array or NDJSON; reply {@code {"accepted": n}} after the broker's ack.
   */
  public static final String BUS_INGEST = "streamproc.events.ingest";

  /**
   * Request to the instance of the ingest that owns a slot of keys; followed by topic and slot, as
   * in {@code events.keys-3}.
   */
  public static final String BUS_INGEST_SLOT = "streamproc.events.ingest.slot.";

  /** Published by a consumer after store and commit: which time range of which series changed. */
  public static final String BUS_PROGRESS = "streamproc.store.progress";

  /** Request: {@code {from, to, step}}; reply: the snapshot of both series. */
  public static final String BUS_SERIES = "streamproc.series.query";

  /**
   * The same of one aggregator; followed by the id under which it is present on {@link
   * #BUS_AGGREGATORS}.
   */
  public static final String BUS_SERIES_OF = "streamproc.series.query.";

  /** Published by every aggregator several times a second: that it is there, and what it reads. */
  public static final String BUS_AGGREGATORS = "streamproc.aggregators";

  /**
   * Published once per tick: whole states of the buckets that changed. The only address browsers
   * see.
   */
  public static final String BUS_LIVE = "streamproc.series.live";

  /** Default name of the topic that holds the events. */
  public static final String TOPIC_EVENTS = "events";

  /** Default name of the topic that holds records which could not be decoded or stored. */
  public static final String TOPIC_DEAD = "events.dead";

  /** Default name of the topic that remembers the requests which came with an idempotency key. */
  public static final String TOPIC_KEYS = "events.keys";

  /**
   * Of an ingest request, over HTTP and the bus: the client's name for it, under which a repeat is
   * known (draft-ietf-httpapi-idempotency-key-header).
   */
  public static final String HEADER_IDEMPOTENCY_KEY = "Idempotency-Key";

  /** Of its answer: {@code true} if the request had been stored before. */
  public static final String HEADER_IDEMPOTENCY_REPLAYED = "Idempotency-Replayed";

  /** Of a request to a slot's owner: how its body is laid out. */
  public static final String HEADER_FORMAT = "streamproc-format";

  /**
   * Request header, to a slot's owner and on {@link #BUS_SERIES}: how long the sender waits for the
   * reply, milliseconds in decimal. Nobody works on a request whose sender has given up, and an
   * aggregator answers in time without a store that takes longer. Absent in requests of older
   * versions.
   */
  public static final String HEADER_TIMEOUT = "streamproc-timeout-ms";

  /** Dead-letter header: why the record was refused, in words. */
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
