/**
 * Decodes one batch, sorts it by side, and stores it as a whole or in parts, with retries. Knows no
 * Kafka client.
 */
package io.streamproc.consumer.store;
