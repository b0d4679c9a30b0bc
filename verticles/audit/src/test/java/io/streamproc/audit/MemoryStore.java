package io.streamproc.audit;

import io.streamproc.stores.ServerState;
import io.streamproc.stores.StoreAudit;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/**
 * A store in memory. Either its rows have the offset as their identity, as those of TimescaleDB, or
 * time and offset modulo a million in one number, as points of InfluxDB.
 */
public final class MemoryStore implements StoreAudit {
  private final List<StoredEvent> rows = new ArrayList<>();
  private final Map<Integer, Long> positions = new HashMap<>();
  private final String name;
  private final boolean keepsOffsets;
  private Duration retention = Duration.ZERO;

  public MemoryStore(String name, boolean keepsOffsets) {
    this.name = name;
    this.keepsOffsets = keepsOffsets;
  }

  public void keep(int partition, long offset, long time, double amount) {
    rows.add(new StoredEvent(partition, identity(offset, time), time, amount));
  }

  public void remove(int partition, long offset) {
    rows.removeIf(
        row -> row.partition() == partition && row.identity() % OFFSETS == offset % OFFSETS);
  }

  public void position(int partition, long next) {
    positions.put(partition, next);
  }

  public void retention(Duration age) {
    retention = age;
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public long identity(long offset, long time) {
    return keepsOffsets ? offset : time * OFFSETS + offset % OFFSETS;
  }

  @Override
  public boolean keepsOffsets() {
    return keepsOffsets;
  }

  @Override
  public Duration retention() {
    return retention;
  }

  @Override
  public Future<Map<Integer, Long>> positions(String topicId) {
    return Future.succeededFuture(Map.copyOf(positions));
  }

  @Override
  public Future<Void> scan(String topicId, Set<Integer> partitions, Consumer<StoredEvent> each) {
    List.copyOf(rows).stream().filter(row -> partitions.contains(row.partition())).forEach(each);
    return Future.succeededFuture();
  }

  @Override
  public Future<ServerState> state() {
    return Future.failedFuture("not a server");
  }

  @Override
  public Future<Void> close() {
    return Future.succeededFuture();
  }
}
