package io.streamproc.audit.verify;

import io.streamproc.audit.AuditException;
import io.streamproc.audit.AuditSettings;
import io.streamproc.audit.kafka.TopicLog;
import io.streamproc.audit.kafka.TopicLog.Position;
import io.streamproc.core.Names;
import io.streamproc.core.bus.VerifyReport;
import io.vertx.core.json.JsonObject;
import java.time.Clock;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * Records in Kafka what the last verification said, so that others can show it: as offsets that a
 * consumer group of its own has committed. The offset of a partition is the end of what was
 * checked; the metadata of each is the result. Kafka deletes them a week later, unless its
 * configuration says otherwise. Blocking; for one thread.
 */
public final class LastVerify {
  private final AuditSettings settings;
  private final TopicLog log;

  public LastVerify(AuditSettings settings, TopicLog log) {
    this.settings = settings;
    this.log = log;
  }

  /**
   * Records a result; an earlier one is lost.
   *
   * @throws AuditException if Kafka refuses it or does not answer
   */
  public void record(Ledger ledger, Clock clock) {
    PartitionLedger total = ledger.total();
    String result =
        new VerifyReport.Result(clock.millis(), ledger.topicId(), ledger.balances(), total.toJson())
            .toJson()
            .encode();
    Map<Integer, Position> positions = new HashMap<>();
    ledger.ends().forEach((partition, end) -> positions.put(partition, new Position(end, result)));
    log.commit(group(), ledger.topic(), positions);
  }

  /**
   * Reads the newest result for the topic as it exists now; empty if there is none.
   *
   * @throws AuditException if Kafka can't be read
   */
  public Optional<VerifyReport.Result> read() {
    String topic = settings.kafka().topic();
    String topicId = log.topicId(topic);
    return log.positions(group(), topic).values().stream()
        .map(LastVerify::result)
        .filter(result -> result != null && Objects.equals(result.topicId(), topicId))
        .max((a, b) -> Long.compare(a.time(), b.time()));
  }

  /** Null if it is no result: anyone can commit anything. */
  private static VerifyReport.Result result(Position at) {
    try {
      return VerifyReport.Result.fromJson(new JsonObject(at.metadata()));
    } catch (RuntimeException e) {
      return null;
    }
  }

  private String group() {
    return settings.consumer().groupPrefix() + Names.GROUP_VERIFY;
  }
}
