/**
 * A process with roles: which roles there are, where they listen, how they are started together and
 * stopped in order. Reads no options and knows no role by name.
 */
package io.streamproc.launcher.node;
