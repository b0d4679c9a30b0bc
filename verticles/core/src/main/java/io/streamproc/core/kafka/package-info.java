/**
 * Access to the topics: settings, client properties, creation. The roles own the content of the
 * topics.
 */
package io.streamproc.core.kafka;
