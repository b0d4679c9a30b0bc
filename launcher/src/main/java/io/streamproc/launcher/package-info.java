/**
 * The command line, and the one place that knows all roles: reads and checks settings, starts what
 * was asked for, and stops it in order. Decides nothing about events.
 */
package io.streamproc.launcher;
