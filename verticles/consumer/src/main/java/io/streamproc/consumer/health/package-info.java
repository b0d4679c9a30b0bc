/** What a consumer reports: meters, lag, and whether Kafka answers. Changes nothing. */
package io.streamproc.consumer.health;
