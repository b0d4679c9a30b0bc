/**
 * The topics and how to reach them: settings, client properties, creation. What is sent or read
 * through them belongs to the roles.
 */
package io.streamproc.core.kafka;
