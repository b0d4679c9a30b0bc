/**
 * The contract of the stores: a sink that stores a batch once however often it comes, a reader that
 * returns buckets, and an audit that returns events. The subpackages implement it. Neither this
 * package nor they import a role or Kafka's classes.
 */
package io.streamproc.stores;
