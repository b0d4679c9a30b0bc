/**
 * The contract of the stores: a sink that stores a batch once even if it is delivered repeatedly, a
 * reader that returns buckets, and an audit that returns events. The subpackages implement it.
 * Neither this package nor the subpackages import roles or Kafka classes.
 */
package io.streamproc.stores;
