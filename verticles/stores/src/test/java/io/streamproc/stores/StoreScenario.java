package io.streamproc.stores;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.streamproc.core.series.Step;
import io.streamproc.core.series.TimeRange;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Timeout;

/**
 * A test with its own stores. Everything that it opens is closed afterwards, and the stores are
 * dropped.
 */
@Timeout(120)
public abstract class StoreScenario {
  protected final Vertx vertx = Vertx.vertx();
  private final Map<Object, Supplier<Future<Void>>> closing = new LinkedHashMap<>();
  private final Deque<TestStore> stores = new ArrayDeque<>();

  /** Registers a store to be dropped after the test. */
  protected final TestStore owned(TestStore store) {
    stores.push(store);
    return store;
  }

  protected final EventSink openSink(TestStore store) throws Exception {
    EventSink sink = closed(store.sink(vertx));
    Await.result(sink.open());
    return sink;
  }

  protected final SeriesReader openReader(TestStore store) throws Exception {
    SeriesReader reader = closed(store.reader(vertx));
    Await.result(reader.open());
    return reader;
  }

  /** Registers a sink to be closed after the test. */
  protected final EventSink closed(EventSink sink) {
    closing.put(sink, sink::close);
    return sink;
  }

  /** Closes the sink now. */
  protected final void close(EventSink sink) throws Exception {
    closing.remove(sink);
    Await.result(sink.close());
  }

  /** Registers a reader to be closed after the test. */
  protected final SeriesReader closed(SeriesReader reader) {
    closing.put(reader, reader::close);
    return reader;
  }

  /** The store answers what the log says, to the last bit. */
  protected static void assertHolds(TopicLog log, SeriesReader reader, TimeRange range, Step step)
      throws Exception {
    assertEquals(
        log.buckets(range, step),
        TopicLog.normal(Await.result(reader.read(range, step))),
        () -> range + " in steps of " + step.id());
  }

  /** Closes all that is open. */
  protected final void closeAll() throws Exception {
    for (Supplier<Future<Void>> close : closing.values()) {
      Await.result(close.get());
    }
    closing.clear();
  }

  @AfterEach
  final void closeAndDrop() throws Exception {
    closeAll();
    for (TestStore store : stores) {
      store.drop(vertx);
    }
    Await.result(vertx.close());
  }
}
