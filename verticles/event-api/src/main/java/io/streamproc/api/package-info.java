/**
 * The ingest: receives events over HTTP and the event bus and responds once Kafka has acknowledged
 * them. It owns the limits at the edge (size, memory, time), the responses, and the producer for
 * requests without a key. {@link io.streamproc.api.request} contains the code common to all
 * requests, {@link io.streamproc.api.idempotency} the requests with a key; neither imports this
 * package. {@link io.streamproc.api.MediaTypes} is plain logic and imports no Vert.x. No other role
 * and no store is imported.
 */
package io.streamproc.api;
