package io.streamproc.audit.verify;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The result of a verification: the counts by partition, and the findings, event by event. */
public final class Ledger {
  /** Further findings are counted, not listed. */
  public static final int MAX_FINDINGS = 1_000;

  private final String topic;
  private final Map<Integer, PartitionLedger> partitions = new TreeMap<>();
  private final List<Finding> findings = new ArrayList<>();
  private final String topicId;
  private final Map<Integer, Long> ends;

  Ledger(String topic) {
    this(topic, "", Map.of());
  }

  /**
   * @param topicId Kafka's id of the topic
   * @param ends by partition: the offset behind the last record that is checked
   */
  Ledger(String topic, String topicId, Map<Integer, Long> ends) {
    this.topic = topic;
    this.topicId = topicId;
    this.ends = Map.copyOf(ends);
  }

  PartitionLedger partition(int partition) {
    return partitions.computeIfAbsent(partition, p -> new PartitionLedger());
  }

  /** Counts a finding, and lists it unless the list is full. */
  void report(Finding finding) {
    partition(finding.partition()).countFinding(finding.kind());
    if (findings.size() < MAX_FINDINGS) {
      findings.add(finding);
    }
  }

  public String topic() {
    return topic;
  }

  /** Kafka's id of the topic. */
  public String topicId() {
    return topicId;
  }

  /** By partition: the offset behind the last record that was checked. */
  Map<Integer, Long> ends() {
    return ends;
  }

  /** The counts by partition, ascending. */
  public Map<Integer, PartitionLedger> partitions() {
    return partitions;
  }

  /** The first {@link #MAX_FINDINGS}. */
  public List<Finding> findings() {
    return findings;
  }

  public PartitionLedger total() {
    PartitionLedger total = new PartitionLedger();
    partitions.values().forEach(total::add);
    return total;
  }

  /** Whether nothing is missing, twice or wrong. */
  public boolean balances() {
    return total().balances();
  }

  public JsonObject toJson() {
    JsonArray rows = new JsonArray();
    partitions.forEach(
        (partition, ledger) -> {
          JsonObject row = new JsonObject().put("partition", partition);
          rows.add(row.mergeIn(ledger.toJson()));
        });
    return new JsonObject()
        .put("balanced", balances())
        .put("topic", topic)
        .put("total", total().toJson())
        .put("partitions", rows)
        .put("findings", new JsonArray(findings.stream().map(Finding::toJson).toList()));
  }
}
