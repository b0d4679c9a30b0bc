/**
 * Requests that a client may repeat: stores each once, whichever instance it reaches and whatever
 * dies in between. A key belongs to a slot, a slot to one partition of the keys topic and to one
 * transactional producer; events and key are stored in one transaction. Knows nothing of HTTP.
 * {@link io.streamproc.api.idempotency.IdempotencyKey}, {@link
 * io.streamproc.api.idempotency.Fingerprint} and {@link
 * io.streamproc.api.idempotency.RememberedRequests} are pure and import no Vert.x and no Kafka.
 */
package io.streamproc.api.idempotency;
