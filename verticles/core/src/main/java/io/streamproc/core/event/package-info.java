/**
 * The event, and its JSON form in both directions. Pure logic: no Vert.x, Kafka, SQL or web class
 * is imported here, so that every rule about good and bad input can be tested by a table.
 */
package io.streamproc.core.event;
