/**
 * Code common to all requests of the ingest, over HTTP and the event bus: the memory they may hold,
 * the decoding of their body, and their result, {@link io.streamproc.api.request.Accepted} or
 * {@link io.streamproc.api.request.Refusal}. {@link io.streamproc.api.request.Problems} maps a
 * refusal to HTTP. {@link io.streamproc.api.request.Admission} is plain logic. Imports no Kafka and
 * nothing of the packages above.
 */
package io.streamproc.api.request;
