/**
 * Real servers for the local mode and for tests: a Kafka broker, PostgreSQL and QuestDB, on
 * 127.0.0.1 only, with data that survives a stop and a hard kill. Imports no other StreamProc
 * package and no Vert.x. Only {@link io.streamproc.embedded.EmbeddedKafka} and {@link
 * io.streamproc.embedded.KafkaLogin} use Kafka's internal classes.
 */
package io.streamproc.embedded;
