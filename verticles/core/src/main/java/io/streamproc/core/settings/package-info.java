/**
 * Reads and checks settings. Sources, by precedence: command line or deployment JSON, environment,
 * file. Every value has a type and a range, and all problems are reported at once. Only this
 * package and those that start a process read the environment. The meaning of a setting belongs to
 * the module that uses it.
 */
package io.streamproc.core.settings;
