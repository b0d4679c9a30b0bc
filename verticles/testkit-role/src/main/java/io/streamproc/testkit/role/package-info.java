/**
 * A role in isolation: the real verticle on a real event bus, with a clock that the test moves, and
 * stores in memory in place of servers. For test scope only.
 */
package io.streamproc.testkit.role;
