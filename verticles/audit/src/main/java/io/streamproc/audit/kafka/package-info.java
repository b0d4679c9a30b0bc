/**
 * Reads whole topics, their bounds and the positions of a consumer group. It blocks and uses
 * Kafka's own clients, because an audit selects partitions and offsets itself.
 */
package io.streamproc.audit.kafka;
