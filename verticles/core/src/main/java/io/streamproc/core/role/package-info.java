/**
 * What it takes to be a role: a description of itself, by which it is found, settings in, one
 * verticle out, and the process's shared health, metrics and clock. A role is started by the
 * launcher or, by class name, by Vert.x itself. Knows no role by name.
 */
package io.streamproc.core.role;
