package io.streamproc.audit.doctor;

/**
 * The settings of a topic.
 *
 * @param replicas smallest number of replicas of a partition
 * @param inSync smallest number of replicas that are in sync
 * @param minInSync {@code min.insync.replicas}
 * @param retentionMs {@code retention.ms}, -1: unlimited
 * @param cleanup {@code cleanup.policy}
 * @param timestamps {@code message.timestamp.type}
 */
public record TopicFacts(
    String name,
    int partitions,
    int replicas,
    int inSync,
    int minInSync,
    long retentionMs,
    String cleanup,
    String timestamps) {}
