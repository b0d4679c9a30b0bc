package io.streamproc.launcher.process;

/** The process could not start; the message tells the user the reason and the remedy. */
public final class StartException extends RuntimeException {
  private static final long serialVersionUID = 1;

  public StartException(String message, Throwable cause) {
    super(message, cause);
  }
}
