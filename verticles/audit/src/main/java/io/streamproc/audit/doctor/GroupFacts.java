package io.streamproc.audit.doctor;

import java.time.Duration;

/**
 * The state of a consumer group.
 *
 * @param members consumers that are in the group now
 * @param partitions partitions of the topic
 * @param lag records that are not yet committed
 * @param age how long the oldest of them has been in Kafka; zero if there is none
 */
public record GroupFacts(String name, int members, int partitions, long lag, Duration age) {}
