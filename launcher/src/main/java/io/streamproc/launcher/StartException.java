package io.streamproc.launcher;

/** The process could not start; the message tells a user why and what to do. */
final class StartException extends RuntimeException {
  private static final long serialVersionUID = 1;

  StartException(String message, Throwable cause) {
    super(message, cause);
  }
}
