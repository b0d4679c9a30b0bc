package io.streamproc.audit;

/** An audit that is impossible or refused; the message tells an operator the reason. */
public final class AuditException extends RuntimeException {
  private static final long serialVersionUID = 1;

  public AuditException(String message) {
    super(message);
  }

  public AuditException(String message, Throwable cause) {
    super(message, cause);
  }
}
