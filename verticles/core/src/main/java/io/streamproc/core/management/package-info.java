/**
 * What an operator asks a process: is it alive, is it ready and if not why, and its metrics. One
 * {@link io.streamproc.core.management.Health} and one meter registry serve all roles of a process.
 */
package io.streamproc.core.management;
