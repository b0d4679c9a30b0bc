/**
 * The contract of a role: it describes itself so that it can be discovered, reads its settings,
 * provides one verticle, and uses the shared health, metrics and clock of the process. A role is
 * started by the launcher or, by class name, by Vert.x itself. Knows no role by name.
 */
package io.streamproc.core.role;
