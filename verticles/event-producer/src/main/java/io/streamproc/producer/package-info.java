/**
 * The producer: makes amounts of a given shape and rate, or replays a file, and posts both to
 * event-api in order, keeping what is unsent through an outage. Knows the API by its HTTP contract
 * alone; Kafka, SQL and other roles are not imported. Shapes, pacing, parsing and the buffer are
 * pure logic without Vert.x.
 */
package io.streamproc.producer;
