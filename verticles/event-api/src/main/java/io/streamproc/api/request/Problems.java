package io.streamproc.api.request;

import io.streamproc.core.http.Problem;

/** Maps a refusal to HTTP: status code and RFC 9457 problem. */
public final class Problems {
  private Problems() {}

  /** Returns the HTTP response; its status is the failure code over the event bus. */
  public static Problem of(Refusal refusal) {
    Problem problem = new Problem(status(refusal.reason()), refusal.title(), refusal.getMessage());
    refusal.members().forEach(problem::with);
    return problem;
  }

  private static int status(Refusal.Reason reason) {
    return switch (reason) {
      case INVALID -> 400;
      case NOT_FOUND -> 404;
      case METHOD -> 405;
      case TOO_SLOW -> 408;
      case KEY_REUSED -> 409;
      case TOO_LARGE -> 413;
      case MEDIA_TYPE -> 415;
      case EXPECTATION -> 417;
      case TOO_MANY_EVENTS -> 429;
      case OVERLOADED, KAFKA_AWAY, INTAKE_CLOSED, NOT_STORED, NOT_ACKNOWLEDGED -> 503;
    };
  }
}
