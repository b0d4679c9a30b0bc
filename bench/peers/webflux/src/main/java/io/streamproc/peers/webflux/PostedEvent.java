package io.streamproc.peers.webflux;

/**
 * The body of a request.
 *
 * @param amount null if it is missing
 */
record PostedEvent(Double amount) {}
