/**
 * Generated input against a running system: requests, bodies, times, settings files, files to
 * replay and bus messages, each case derived from a seed and a number so that it can be repeated.
 * Owns the grammars, the doors that cases are sent through, and the judgement; may know every role
 * only by its doors.
 */
package io.streamproc.bench.fuzz;
