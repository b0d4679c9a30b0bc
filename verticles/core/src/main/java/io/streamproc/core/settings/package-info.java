/**
 * Where settings come from, and how they are checked: command line or deployment JSON, then the
 * environment, then a file, each value typed and ranged, all problems reported at once. Only this
 * package and those that start a process read the environment. What the settings mean belongs to
 * the module that uses them.
 */
package io.streamproc.core.settings;
