/**
 * Lists and replays dead letters on request, and tells what the last verify said. Owns the bus
 * addresses of these requests, the thread on which they are answered, and the connections that this
 * needs; what is done is in {@code io.streamproc.audit}.
 */
package io.streamproc.auditor;
