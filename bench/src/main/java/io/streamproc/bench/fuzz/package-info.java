/**
 * Sends generated input to a running system: requests, bodies, times, settings files, files to
 * replay and bus messages. Each case is derived from a seed and a number, so that it can be
 * repeated. The package owns the grammars, the entry points (doors) to which cases are sent, and
 * the checks of the responses; it knows roles only by their public interfaces.
 */
package io.streamproc.bench.fuzz;
