/**
 * The loop: poll, put refused records aside, store, commit, hint. Owns every call to Kafka's
 * consumer, and decides where to continue reading.
 */
package io.streamproc.consumer.loop;
