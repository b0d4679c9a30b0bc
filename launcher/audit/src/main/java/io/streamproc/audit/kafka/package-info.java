/**
 * Reads topics from end to end and asks for their bounds and a group's positions. Blocking, and
 * with Kafka's own clients: an audit reads partitions and offsets of its own choice.
 */
package io.streamproc.audit.kafka;
