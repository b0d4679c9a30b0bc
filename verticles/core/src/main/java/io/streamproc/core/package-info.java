/**
 * Code that the roles share. This package itself has only the names that processes share; each
 * child package has one contract. It may not import a role, a store or Hazelcast.
 */
package io.streamproc.core;
