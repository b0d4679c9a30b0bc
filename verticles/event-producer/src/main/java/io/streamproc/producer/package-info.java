/**
 * The producer: generates amounts of a given shape and rate, or replays a file, and posts the
 * events to event-api in order. It buffers them during an outage. It knows the API only by its HTTP
 * contract and imports no Kafka, SQL or other roles. Shapes, pacing, parsing and the buffer are
 * plain logic without Vert.x.
 */
package io.streamproc.producer;
