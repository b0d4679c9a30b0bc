/**
 * The messages of the event bus, as JSON so that any Vert.x language and the browser can read them.
 * Delivery is best effort: all data in them is also in Kafka or a store. May import Vert.x's JSON
 * classes, but nothing of Kafka, SQL, the web or Hazelcast.
 */
package io.streamproc.core.bus;
