package io.streamproc.bench.chaos;

/**
 * A fault, and the time from its end (restarted, or continued) until every role was ready and a
 * request was accepted.
 *
 * @param fault the fault
 * @param seconds time to recover
 */
record Recovery(Fault fault, double seconds) {}
