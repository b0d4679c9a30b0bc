/**
 * The producer: generates amounts of a given shape and rate, or replays a file, and posts the
 * events to event-api in order, buffering them through an outage. Knows the API only by its HTTP
 * contract; Kafka, SQL and other roles are not imported. Shapes, pacing, parsing and the buffer are
 * pure logic without Vert.x.
 */
package io.streamproc.producer;
