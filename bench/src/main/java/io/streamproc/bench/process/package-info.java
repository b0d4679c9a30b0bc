/**
 * Roles and servers as processes of their own, for measurements. Those that are also killed and
 * frozen are in {@link io.streamproc.bench.chaos}.
 */
package io.streamproc.bench.process;
