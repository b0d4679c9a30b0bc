/**
 * Programs that put the system to the test as real processes: chaos runs, and measurements side by
 * side. Start at {@code Bench}. A program of its own, of the same rank as the tests: nothing that
 * is shipped may depend on it, and it alone may use the testkit outside of tests.
 */
package io.streamproc.bench;
