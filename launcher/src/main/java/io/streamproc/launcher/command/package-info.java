/**
 * The commands of the command line: each reads its options and settings and delegates the work.
 * {@code local} has a package of its own.
 */
package io.streamproc.launcher.command;
