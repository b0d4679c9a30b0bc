/**
 * The meters that every process has, and what the meters of the roles share: bounds of histograms,
 * the selection of the Kafka clients' meters, the watch on event loops. docs/metrics.md lists all
 * meters; a test compares it with a running system. Knows no role and no store.
 */
package io.streamproc.core.metrics;
