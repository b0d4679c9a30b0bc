package io.streamproc.core.http;

import java.time.Duration;

/**
 * The timeouts of one connection.
 *
 * @param head for the head of a request, and for its body unless its handler reads bodies
 * @param idle between requests, and for a client that does not read
 * @param readsBodies whether request handlers enforce the timeout of a body themselves
 */
record ConnectionTimeouts(Duration head, Duration idle, boolean readsBodies) {
  ConnectionTimeouts(HttpSettings settings, boolean readsBodies) {
    this(settings.headTimeout(), settings.idleTimeout(), readsBodies);
  }
}
