/**
 * The process: its version, and its end by a signal, by a failure, or because it could not start.
 */
package io.streamproc.launcher.process;
