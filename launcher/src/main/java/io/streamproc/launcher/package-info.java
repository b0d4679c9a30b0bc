/**
 * The command line, {@code streamproc}: the entry point and its exit codes. The packages below it
 * are the commands, the local mode, the node that runs roles, and code that these share.
 */
package io.streamproc.launcher;
