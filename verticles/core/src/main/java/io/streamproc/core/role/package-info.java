/**
 * What it takes to be a role: settings in, one verticle out, and the process's shared health,
 * metrics and clock. A role is started by the launcher or, by class name, by Vert.x itself.
 */
package io.streamproc.core.role;
