/**
 * What a store is to the rest of the system: a sink that keeps a batch once however often it comes,
 * and a reader that answers in buckets. The children implement it, schema, writer and reader side
 * by side; nothing here or there knows a role or Kafka's classes.
 */
package io.streamproc.stores;
