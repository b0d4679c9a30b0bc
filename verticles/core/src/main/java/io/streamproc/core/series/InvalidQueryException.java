package io.streamproc.core.series;

/** A query that can't be answered because one of its parameters is wrong. */
public final class InvalidQueryException extends IllegalArgumentException {
  private static final long serialVersionUID = 1;

  /** Title of the HTTP error response, the same for every invalid query. */
  public static final String TITLE = "Invalid query";

  private final String parameter;

  /**
   * @param parameter name of the parameter as the client wrote it
   * @param message description of the error, safe to be shown to the client
   */
  public InvalidQueryException(String parameter, String message) {
    this(parameter, message, null);
  }

  /**
   * @param cause the reason why its value can't be parsed
   */
  InvalidQueryException(String parameter, String message, Throwable cause) {
    super(message, cause);
    this.parameter = parameter;
  }

  /** The parameter to correct. */
  public String parameter() {
    return parameter;
  }
}
