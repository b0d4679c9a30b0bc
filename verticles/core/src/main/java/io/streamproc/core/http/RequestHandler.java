package io.streamproc.core.http;

import io.streamproc.core.auth.Caller;
import io.vertx.core.http.HttpServerRequest;

/** Handles a request whose caller may make it. */
@FunctionalInterface
public interface RequestHandler {
  /**
   * @param caller {@link Caller#ANYONE} for a request that everyone may make, and if authentication
   *     is off
   */
  void handle(HttpServerRequest request, Caller caller);
}
