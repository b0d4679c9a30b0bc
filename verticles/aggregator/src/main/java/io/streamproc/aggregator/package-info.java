/**
 * Answers queries for both series from the stores, and publishes the buckets that change. It holds
 * no data of its own: a hint only says which range to read, and published buckets are always read
 * from a store first.
 */
package io.streamproc.aggregator;
