/**
 * Real servers for the local mode and for tests: a Kafka broker, PostgreSQL and QuestDB, on
 * 127.0.0.1 only, with data that survives a stop and a hard kill. Imports no other StreamProc
 * package and no Vert.x; Kafka's internal classes stay in {@link
 * io.streamproc.embedded.EmbeddedKafka} and {@link io.streamproc.embedded.KafkaLogin}.
 */
package io.streamproc.embedded;
