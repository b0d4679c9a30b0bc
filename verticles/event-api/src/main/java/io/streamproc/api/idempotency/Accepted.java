package io.streamproc.api.idempotency;

/**
 * What the sender of a request is told.
 *
 * @param count number of its events, all of them stored
 * @param replayed whether they had been stored by an earlier request with the same key
 */
public record Accepted(int count, boolean replayed) {}
