/**
 * The ingest: takes events over HTTP and the event bus and answers once Kafka has acknowledged
 * them. Owns the limits at the edge (size, memory, time), the answers, and the producer for
 * requests without a key. {@link io.streamproc.api.request} has what all requests share, {@link
 * io.streamproc.api.idempotency} the requests with a key; neither imports this package. {@link
 * io.streamproc.api.MediaTypes} is pure and imports no Vert.x; no other role, and no store, is
 * imported here.
 */
package io.streamproc.api;
