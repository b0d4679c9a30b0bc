/**
 * What every request of the ingest shares, whichever protocol brought it: the memory it may hold,
 * the decoding of its body, and its outcome, which is {@link io.streamproc.api.request.Accepted} or
 * a {@link io.streamproc.api.request.Refusal}. {@link io.streamproc.api.request.Problems} gives a
 * refusal its HTTP form. {@link io.streamproc.api.request.Admission} is pure. Imports no Kafka and
 * nothing of the packages above.
 */
package io.streamproc.api.request;
