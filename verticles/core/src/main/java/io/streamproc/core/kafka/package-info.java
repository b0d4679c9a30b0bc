/**
 * The topics and how to reach them: settings, client properties, creation. The content of the
 * topics belongs to the roles.
 */
package io.streamproc.core.kafka;
