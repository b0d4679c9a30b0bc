/**
 * Code that the roles share. This package itself holds only the names that processes agree on; its
 * children hold one contract each. It may not import a role, a store or Hazelcast.
 */
package io.streamproc.core;
