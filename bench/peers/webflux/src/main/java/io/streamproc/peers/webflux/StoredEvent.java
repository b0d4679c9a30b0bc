package io.streamproc.peers.webflux;

/**
 * The value of a record, as event-api writes it.
 *
 * @param time epoch milliseconds
 */
record StoredEvent(double amount, long time) {}
