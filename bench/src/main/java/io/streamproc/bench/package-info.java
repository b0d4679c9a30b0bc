/**
 * Programs that test the system as real processes: chaos runs and comparative measurements. Start
 * at {@code Bench}. It is a separate program: nothing that is shipped may depend on it, and only it
 * may use the testkit outside of tests.
 */
package io.streamproc.bench;
