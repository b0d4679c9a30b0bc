package io.streamproc.audit.doctor;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Judges topics, consumer groups, dead letters and disks of Kafka. */
public final class KafkaChecks {
  private static final Duration LAG_WARNING = Duration.ofSeconds(30);
  private static final Duration LAG_ERROR = Duration.ofMinutes(5);
  private static final Duration SHORT_RETENTION = Duration.ofDays(1);
  private static final double DISK_WARNING = 0.15;
  private static final double DISK_ERROR = 0.05;
  private static final long GIB = 1 << 30;

  private KafkaChecks() {}

  /** Judges the settings of a topic with events or dead letters; one finding for each fault. */
  public static List<Diagnosis> topic(TopicFacts topic) {
    String subject = "topic " + topic.name();
    List<Diagnosis> found = new ArrayList<>(replicas(subject, topic));
    found.addAll(settings(subject, topic));
    return found.isEmpty()
        ? List.of(
            Diagnosis.ok(
                subject, topic.partitions() + " partitions, " + topic.replicas() + " replicas"))
        : found;
  }

  private static List<Diagnosis> replicas(String subject, TopicFacts topic) {
    List<Diagnosis> found = new ArrayList<>();
    if (topic.inSync() < topic.minInSync()) {
      found.add(
          Diagnosis.error(
              subject,
              topic.inSync() + " replicas are in sync, " + topic.minInSync() + " are required",
              "start the missing brokers: Kafka accepts no events until then"));
    } else if (topic.inSync() < topic.replicas()) {
      found.add(
          Diagnosis.warning(
              subject,
              topic.inSync() + " of " + topic.replicas() + " replicas are in sync",
              "look at the brokers that are missing or slow"));
    }
    if (topic.replicas() > 1 && topic.minInSync() < 2) {
      found.add(
          Diagnosis.warning(
              subject,
              "min.insync.replicas is 1, so one broker alone may acknowledge an event",
              "set it to 2"));
    } else if (topic.replicas() > 1 && topic.minInSync() == topic.replicas()) {
      found.add(
          Diagnosis.warning(
              subject,
              "min.insync.replicas is the number of replicas, so the failure of one broker stops events",
              "set it to " + (topic.replicas() - 1)));
    }
    return found;
  }

  private static List<Diagnosis> settings(String subject, TopicFacts topic) {
    List<Diagnosis> found = new ArrayList<>();
    if (topic.cleanup().contains("compact")) {
      found.add(
          Diagnosis.error(
              subject,
              "cleanup.policy is " + topic.cleanup() + ", but events have no key",
              "set it to delete"));
    }
    if (topic.retentionMs() >= 0 && topic.retentionMs() < SHORT_RETENTION.toMillis()) {
      found.add(
          Diagnosis.warning(
              subject,
              "retention.ms is " + Duration.ofMillis(topic.retentionMs()).toMinutes() + " minutes",
              "set it to more than the longest outage of a store: Kafka holds the backlog"));
    }
    if (!topic.timestamps().equals("LogAppendTime")) {
      found.add(
          Diagnosis.warning(
              subject,
              "message.timestamp.type is " + topic.timestamps(),
              "set it to LogAppendTime, or replayed history is deleted on arrival"));
    }
    return found;
  }

  /** Judges a consumer group by its members and its lag. */
  public static Diagnosis group(GroupFacts group) {
    String subject = "consumer group " + group.name();
    String lag =
        String.format(Locale.ROOT, "lag %d records, %d s", group.lag(), group.age().toSeconds());
    if (group.members() == 0) {
      return group.lag() == 0
          ? Diagnosis.warning(subject, "no consumer is running", "start its role")
          : Diagnosis.error(subject, "no consumer is running, " + lag, "start its role");
    }
    if (group.age().compareTo(LAG_WARNING) > 0) {
      String remedy =
          "find out why its store is slow or unavailable; add consumers, up to the number of partitions";
      return group.age().compareTo(LAG_ERROR) > 0
          ? Diagnosis.error(subject, lag, remedy)
          : Diagnosis.warning(subject, lag, remedy);
    }
    if (group.members() > group.partitions()) {
      return Diagnosis.warning(
          subject,
          group.members() + " consumers for " + group.partitions() + " partitions; some are idle",
          "run fewer, or add partitions");
    }
    return Diagnosis.ok(subject, group.members() + " consumers, " + lag);
  }

  /**
   * Judges the dead letters.
   *
   * @param open number of those that were not replayed
   */
  public static Diagnosis deadLetters(String topic, long open) {
    return open == 0
        ? Diagnosis.ok("dead letters", "none in " + topic + " waits for a replay")
        : Diagnosis.warning(
            "dead letters",
            open + " in " + topic + " were not replayed",
            "see their reasons with `streamproc dead list`");
  }

  /**
   * Judges free disk space.
   *
   * @param subject whose disk it is
   * @param total bytes
   * @param usable bytes
   */
  public static Diagnosis disk(String subject, long total, long usable) {
    double part = total == 0 ? 0 : (double) usable / total;
    String text =
        String.format(Locale.ROOT, "%.1f GiB free, %.0f %%", (double) usable / GIB, part * 100);
    String remedy = "add disk space, or shorten the retention";
    if (part < DISK_ERROR) {
      return Diagnosis.error(subject, text, remedy);
    }
    return part < DISK_WARNING
        ? Diagnosis.warning(subject, text, remedy)
        : Diagnosis.ok(subject, text);
  }
}
