/**
 * The way in: takes events over HTTP and the event bus and answers once Kafka has acknowledged
 * them. Owns the limits at the edge (size, bytes in flight, time) and the producer. {@link
 * io.streamproc.api.MediaTypes} and {@link io.streamproc.api.Admission} are pure and import no
 * Vert.x; no other role, and no store, is imported here. How a request with a key is stored once is
 * {@link io.streamproc.api.idempotency}'s business; which instance does it is decided here.
 */
package io.streamproc.api;
