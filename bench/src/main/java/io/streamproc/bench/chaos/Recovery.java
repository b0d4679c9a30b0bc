package io.streamproc.bench.chaos;

/**
 * A fault, and how long it took from its end (started again, or continued) until every role was
 * ready and a request was accepted.
 *
 * @param fault what was done
 * @param seconds time to recover
 */
record Recovery(Fault fault, double seconds) {}
