package io.streamproc.core.http;

/** The head of a request is refused. */
final class BadHeadException extends IllegalArgumentException {
  private static final long serialVersionUID = 1;

  private final ClientFault fault;

  /**
   * @param why text that may be shown to the client
   */
  BadHeadException(ClientFault fault, String why) {
    super(why);
    this.fault = fault;
  }

  ClientFault fault() {
    return fault;
  }

  /** Without a stack trace, because client errors are only counted. */
  @Override
  public Throwable fillInStackTrace() {
    return this;
  }
}
