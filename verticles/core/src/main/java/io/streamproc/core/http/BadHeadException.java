package io.streamproc.core.http;

/** The head of a request is refused. */
final class BadHeadException extends IllegalArgumentException {
  private static final long serialVersionUID = 1;

  private final ClientFault fault;

  /**
   * @param why in words, fit to be shown to the client
   */
  BadHeadException(ClientFault fault, String why) {
    super(why);
    this.fault = fault;
  }

  ClientFault fault() {
    return fault;
  }

  /** A client's fault is counted, not traced. */
  @Override
  public Throwable fillInStackTrace() {
    return this;
  }
}
