package io.streamproc.consumer.health;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.streamproc.stores.EventSink;
import io.streamproc.stores.Remedy;
import io.streamproc.stores.SinkBatch;
import io.streamproc.stores.StoreBehindException;
import io.streamproc.stores.StoreException;
import io.vertx.core.Future;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

@DisplayName("The meters of a store's writes")
class MeteredSinkTest {
  private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  private Future<Integer> result = Future.succeededFuture(1);
  private final EventSink sink =
      new MeteredSink(
          new EventSink() {
            @Override
            public Future<Void> open() {
              return Future.succeededFuture();
            }

            @Override
            public Future<Integer> store(SinkBatch batch) {
              return result;
            }

            @Override
            public Future<Boolean> takesWrites(SinkBatch batch) {
              return Future.succeededFuture(batch.topicId().equals("id"));
            }

            @Override
            public Future<Void> close() {
              return Future.succeededFuture();
            }
          },
          meters,
          "consumer-high");

  static Stream<Arguments> causes() {
    return Stream.of(
        Arguments.of("unavailable", new StoreException("away", Remedy.WAIT, null)),
        Arguments.of("too-large", new StoreException("too large", Remedy.SMALLER, null)),
        Arguments.of("refused", new StoreException("out of range", Remedy.NONE, null)),
        Arguments.of("unknown", new StoreException("?", Remedy.UNKNOWN, null)),
        Arguments.of("behind", new StoreBehindException(Map.of(0, 1L))),
        Arguments.of("unavailable", new IllegalStateException("closed")));
  }

  @ParameterizedTest
  @MethodSource("causes")
  @DisplayName("count each failed attempt by its cause")
  void failure(String cause, RuntimeException failure) {
    result = Future.failedFuture(failure);
    sink.store(new SinkBatch("id", 1));
    assertEquals(1, failures(cause));
    assertEquals(
        1,
        meters.get("streamproc.consumer.store.failures").counters().stream()
            .mapToDouble(c -> c.count())
            .sum());
    assertEquals(1, meters.get("streamproc.consumer.store.attempt").timer().count());
  }

  @Test
  @DisplayName("measure a successful attempt, and count no failure")
  void success() {
    assertEquals(1, sink.store(new SinkBatch("id", 1)).result());
    var attempts = meters.get("streamproc.consumer.store.attempt").timer();
    assertEquals(1, attempts.count());
    assertTrue(attempts.totalTime(TimeUnit.MINUTES) < 1, "a duration, not a point in time");
    assertEquals(0, failures("unavailable"));
  }

  @Test
  @DisplayName("leave the question whether the store accepts writes to the store")
  void takesWrites() {
    assertEquals(true, sink.takesWrites(new SinkBatch("id", 1)).result());
    assertEquals(false, sink.takesWrites(new SinkBatch("other", 1)).result());
  }

  private double failures(String cause) {
    return meters.get("streamproc.consumer.store.failures").tag("cause", cause).counter().count();
  }
}
