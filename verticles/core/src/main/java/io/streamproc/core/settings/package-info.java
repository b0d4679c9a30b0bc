/**
 * Where settings come from, and how they are checked: command line or deployment JSON, then the
 * environment, then a file, each value typed and ranged, all problems reported at once. Only this
 * package and those that start a process read the environment. The meaning of a setting belongs to
 * the module that uses it.
 */
package io.streamproc.core.settings;
