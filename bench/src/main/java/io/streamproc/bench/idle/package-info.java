/**
 * Measures what {@code streamproc local} costs a laptop that runs it all day: processor time,
 * memory, and the time to the first event. Linux only: reads {@code /proc}.
 */
package io.streamproc.bench.idle;
