/**
 * The commands of the command line: each reads its options and settings and leaves the work to
 * others. {@code local} has a package of its own.
 */
package io.streamproc.launcher.command;
