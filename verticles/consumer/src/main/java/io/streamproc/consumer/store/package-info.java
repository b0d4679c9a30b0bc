/**
 * One batch on its way into the store: decoded and sorted by side, stored as a whole or in parts,
 * for as long as it takes. Knows no Kafka client.
 */
package io.streamproc.consumer.store;
