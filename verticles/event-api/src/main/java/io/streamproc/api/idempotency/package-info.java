/**
 * Requests that a client may retry: stores each request once, regardless of which instances it
 * reaches and which of them fail. A key belongs to a slot, and a slot to one partition of the keys
 * topic and one transactional producer; events and key are stored in one transaction. The package
 * accepts admitted requests with their key; of HTTP it reads only the key's header. {@link
 * io.streamproc.api.idempotency.IdempotencyKey}, {@link io.streamproc.api.idempotency.Fingerprint}
 * and {@link io.streamproc.api.idempotency.RememberedRequests} are plain logic and import no Vert.x
 * and no Kafka.
 */
package io.streamproc.api.idempotency;
