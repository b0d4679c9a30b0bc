package io.streamproc.bench.speed.drain;

import io.streamproc.bench.speed.Contender;
import io.streamproc.bench.speed.Meter;
import io.streamproc.bench.speed.Sample;
import io.streamproc.core.kafka.KafkaSettings;
import io.streamproc.core.settings.Settings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;

/**
 * A consumer, or several of one group, started anew for each measurement. The first part of the
 * backlog warms them up and does not count.
 */
public final class DrainingConsumer implements Contender {
  private final String name;
  private final List<String> jvm;
  private final Drain drain;
  private final int processes;

  /**
   * What is drained, and into what.
   *
   * @param role the consumer
   * @param folder for its settings and logs
   * @param warmUp events that do not count
   */
  public record Drain(String role, Path folder, Backlog backlog, int warmUp, Place.Maker places) {}

  /**
   * One consumer.
   *
   * @param name its name in the table
   */
  public DrainingConsumer(String name, List<String> jvm, Drain drain) {
    this(name, jvm, drain, 1);
  }

  /**
   * @param processes number of consumers, each a process of its own
   */
  DrainingConsumer(String name, List<String> jvm, Drain drain, int processes) {
    this.name = name;
    this.jvm = jvm;
    this.drain = drain;
    this.processes = processes;
  }

  @Override
  public String name() {
    return name;
  }

  /** Each measurement warms up its own process. */
  @Override
  public void warmUp(Duration length) {}

  @Override
  public Sample load(Duration length) throws Exception {
    try (Place place = drain.places().make()) {
      Map<String, String> settings = new HashMap<>(place.settings());
      Map<String, Object> client = KafkaSettings.read(Settings.of(settings)).properties(Map.of());
      String group = settings.get("consumer.group") + drain.role().replace("consumer", "");
      Path files = drain.folder().resolve(drain.role() + "-" + settings.get("consumer.group"));
      try (Admin admin = Admin.create(client);
          ConsumerGroup consumers =
              ConsumerGroup.start(processes, files, drain.role(), settings, jvm)) {
        Committed committed = new Committed(admin, group);
        long begun = committed.await(drain.warmUp());
        consumers.awaitAllToStore();
        Sample sample = measure(consumers, place, committed, begun);
        requireAll(place.stored());
        return sample;
      }
    }
  }

  private Sample measure(ConsumerGroup consumers, Place place, Committed committed, long begun)
      throws Exception {
    List<Long> own = consumers.pids();
    try (Meter meter = new Meter(own, own, new ArrayList<>(place.pids()))) {
      long from = committed.await(begun);
      return meter.measure(() -> committed.await(drain.backlog().events()) - from);
    }
  }

  private void requireAll(long stored) {
    if (stored != drain.backlog().events()) {
      throw new IllegalStateException(
          name + " has stored " + stored + " of " + drain.backlog().events() + " events");
    }
  }
}
