package io.streamproc.embedded;

/** An embedded server can't start or run; the message is one line for the user. */
public class EmbeddedServerException extends RuntimeException {
  private static final long serialVersionUID = 1;

  private final String server;

  EmbeddedServerException(String server, String problem, Throwable cause) {
    super(server + ": " + problem, cause);
    this.server = server;
  }

  EmbeddedServerException(String server, String problem) {
    this(server, problem, null);
  }

  /**
   * Returns the server: {@code Kafka}, {@code PostgreSQL}, {@code QuestDB} or {@code data folder}.
   */
  public String server() {
    return server;
  }
}
