/** Reports of a consumer: meters, lag, and whether Kafka answers. It only observes. */
package io.streamproc.consumer.health;
