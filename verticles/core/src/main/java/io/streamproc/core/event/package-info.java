/**
 * The event, and its JSON form in both directions. Pure logic: imports no Vert.x, Kafka, SQL or web
 * class, so every rule about valid and invalid input can be tested with a table.
 */
package io.streamproc.core.event;
