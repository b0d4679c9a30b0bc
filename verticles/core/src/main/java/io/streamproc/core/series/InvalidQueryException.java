package io.streamproc.core.series;

/** A query for series that can't be answered because one of its parameters is wrong. */
public final class InvalidQueryException extends IllegalArgumentException {
  private static final long serialVersionUID = 1;

  /** Title of the error answer over HTTP, the same for every invalid query. */
  public static final String TITLE = "Invalid query";

  private final String parameter;

  /**
   * @param parameter name of the parameter as the client wrote it
   * @param message what is wrong with it, fit to be shown to the client
   */
  InvalidQueryException(String parameter, String message) {
    super(message);
    this.parameter = parameter;
  }

  /** The parameter to correct. */
  public String parameter() {
    return parameter;
  }
}
