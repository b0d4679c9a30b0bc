/**
 * Answers for both series out of the stores, and publishes the buckets that change. Holds no truth:
 * a hint only says where to look, and what is published is always read from a store first.
 */
package io.streamproc.aggregator;
