/**
 * Waiting and clocks for tests; real servers, installed on this machine or reachable, that skip the
 * test with a clear reason if they are unavailable; and tools that make real servers fail. For test
 * scope only; depends on no other module of the project.
 */
package io.streamproc.testkit;
