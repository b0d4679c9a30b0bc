/**
 * Liveness, readiness with reasons, and metrics, for operators. One {@link
 * io.streamproc.core.management.Health} and one meter registry serve all roles of a process.
 */
package io.streamproc.core.management;
