/**
 * A process with roles: the available roles, their listen addresses, their concurrent start and
 * ordered stop. Reads no options and knows no role by name.
 */
package io.streamproc.launcher.node;
