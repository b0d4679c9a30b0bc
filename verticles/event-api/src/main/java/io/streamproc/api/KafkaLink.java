package io.streamproc.api;

import io.streamproc.core.kafka.KafkaSettings;
import io.streamproc.core.kafka.Topics;
import io.streamproc.core.management.Health;
import io.streamproc.core.retry.Retry;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import org.apache.kafka.common.config.ConfigException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Monitors whether Kafka accepts events. While it does not, requests are refused at once instead of
 * waiting for a timeout that leaves open which events were stored, health reports the reason, and
 * the link reconnects by itself. The role is ready from the time Kafka is first reached until it
 * stops, because a refusal with a reason and a Retry-After is a valid response. Before that the
 * settings may be wrong, and a rolling update should not continue. Runs on one context; {@link
 * #whyDown()} may be called on any thread.
 */
final class KafkaLink {
  private static final Logger LOG = LoggerFactory.getLogger(KafkaLink.class);
  private static final long PERIOD_MILLIS = 250;
  private static final int SILENT_PERIODS = 12; // without an acknowledgement: 3 s

  private final Vertx vertx;
  private final KafkaSettings kafka;
  private final EventWriter writer;
  private final Health.Part part;
  private final Health.Part kafkaPart;
  private final Retry retry;
  private volatile String down = "starting"; // null if Kafka is up
  private volatile boolean draining;
  private volatile boolean stopped;
  private boolean reached; // guarded by this: at least once
  private int silent;
  private long timer = -1;

  /**
   * @param part health of the role, required for readiness
   * @param kafkaPart health of the connection to Kafka, reported only
   */
  KafkaLink(
      Vertx vertx,
      KafkaSettings kafka,
      EventWriter writer,
      Health.Part part,
      Health.Part kafkaPart) {
    this.vertx = vertx;
    this.kafka = kafka;
    this.writer = writer;
    this.part = part;
    this.kafkaPart = kafkaPart;
    this.retry =
        Retry.withBackoff(vertx, "reach Kafka at " + kafka.bootstrapServers())
            .onlyIf(e -> !(e instanceof ConfigException)) // an invalid property stays invalid
            .unless(() -> stopped)
            .onWait(this::down);
  }

  /** Returns why Kafka accepts no events now, or null if it does. */
  String whyDown() {
    return down;
  }

  /** Completes when topic and producer exist; waits for Kafka without a timeout. */
  Future<Void> open() {
    down("waiting to reach Kafka at " + kafka.bootstrapServers());
    timer = vertx.setPeriodic(PERIOD_MILLIS, t -> watch());
    return connect();
  }

  private Future<Void> connect() {
    return retry
        .run(() -> Topics.ensure(vertx, kafka).compose(topic -> writer.open()))
        .onSuccess(v -> up());
  }

  private synchronized void up() {
    silent = 0;
    writer.status().snapshot(); // discards earlier failures
    if (!stopped) {
      down = null;
      reached = true;
      kafkaPart.ready();
      if (!draining) {
        part.ready();
      }
    }
  }

  private synchronized void down(String why) {
    down = why;
    kafkaPart.notReady(why);
    if (!reached) {
      part.notReady(why);
    }
  }

  private void watch() {
    if (down != null) {
      return;
    }
    WriterStatus.Snapshot snapshot = writer.status().snapshot();
    silent = snapshot.waiting() && !snapshot.acknowledged() ? silent + 1 : 0;
    if (snapshot.isFailing()) {
      lost("Kafka refuses events: " + snapshot.fault().getMessage());
    } else if (silent >= SILENT_PERIODS) {
      lost("Kafka has not acknowledged anything for 3 s");
    }
  }

  private void lost(String why) {
    LOG.warn("{}; requests are refused until it is back", why);
    down(why);
    connect(); // until it succeeds or the role is stopped
  }

  /** Sets readiness to false before a stop, while events are still accepted. Thread-safe. */
  synchronized void drain() {
    if (!draining) {
      draining = true;
      part.notReady("stopping");
    }
  }

  boolean isDraining() {
    return draining;
  }

  /** Ends all retries. */
  void stop() {
    stopped = true;
    part.notReady("stopping");
    down("stopping");
    vertx.cancelTimer(timer);
  }
}
