package io.streamproc.auditor;

import io.streamproc.audit.AuditException;
import io.streamproc.core.Names;
import io.streamproc.core.text.Printable;
import io.streamproc.stores.StoreException;
import io.vertx.core.Future;
import io.vertx.core.eventbus.Message;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads requests, and says in words why one can't be answered. */
final class Requests {
  /** Failure code of a request that is wrong. */
  static final int INVALID = 400;

  /** Failure code of a request that can't be answered now. */
  static final int UNAVAILABLE = 503;

  private static final Logger LOG = LoggerFactory.getLogger(Requests.class);
  private static final Duration USUAL_TIMEOUT = Duration.ofSeconds(30);
  private static final int LONGEST = 500;

  private Requests() {}

  /** Reads a request; fails with an {@link IllegalArgumentException} if it is wrong. */
  static <Q> Future<Q> read(Message<Object> message, Function<JsonObject, Q> read) {
    try {
      return Future.succeededFuture(read.apply((JsonObject) message.body()));
    } catch (IllegalArgumentException e) {
      return Future.failedFuture(e);
    } catch (RuntimeException e) { // such as a body of another type, or one that can't be decoded
      return Future.failedFuture(new IllegalArgumentException("the request is malformed", e));
    }
  }

  /** How long the sender waits. */
  static Duration timeout(Message<Object> message) {
    String millis = message.headers().get(Names.HEADER_TIMEOUT);
    return millis != null && millis.matches("\\d{1,9}")
        ? Duration.ofMillis(Long.parseLong(millis))
        : USUAL_TIMEOUT;
  }

  /** What the person who asked is told; of an unexpected fault only that there was one. */
  static String explain(Throwable e) {
    if (e instanceof AuditException
        || e instanceof StoreException
        || e instanceof RejectedExecutionException
        || e instanceof IllegalArgumentException) {
      LOG.debug("a request was not answered", e);
      return Printable.of(String.valueOf(e.getMessage()), LONGEST);
    }
    LOG.warn("a request failed", e);
    return "the request failed, see the auditor's log";
  }
}
