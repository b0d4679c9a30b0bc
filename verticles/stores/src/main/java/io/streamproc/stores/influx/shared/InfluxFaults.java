package io.streamproc.stores.influx.shared;

import com.influxdb.exceptions.InfluxException;
import io.streamproc.stores.Remedy;
import io.streamproc.stores.StoreException;

/** Maps errors of the client and the server to the exceptions of the store contract. */
public final class InfluxFaults {
  /** Longest quoted error text: a server quotes every line that it rejects, possibly thousands. */
  private static final int MAX_MESSAGE = 500;

  private static final int NOT_FOUND = 404;

  private final String server;
  private final String database;

  public InfluxFaults(InfluxSettings settings) {
    server =
        (settings.dialect() == Dialect.QUESTDB ? "QuestDB at " : "InfluxDB at ") + settings.url();
    database = settings.dialect() == Dialect.QUESTDB ? "" : settings.database();
  }

  /** Maps an error of a request other than a batch. A retry may succeed. */
  public StoreException transientFailure(Throwable e) {
    return e instanceof StoreException already ? already : wrap(e.toString(), Remedy.WAIT, e);
  }

  public StoreException transientFailure(int status, String message) {
    return wrap("HTTP " + status + ": " + message, Remedy.WAIT, null);
  }

  /** Maps an error of a batch, see {@link #remedy}. */
  public StoreException batchFailure(Throwable e) {
    if (e instanceof InfluxException failure && failure.status() > 0) {
      return wrap(named(text(failure), failure.status()), remedy(failure.status()), e);
    }
    return transientFailure(e);
  }

  /** The client has no message if the body is not in the JSON format of version 1.8 and later. */
  private static String text(InfluxException e) {
    return e.getMessage() == null ? "HTTP status code: " + e.status() : e.getMessage();
  }

  /** InfluxDB 2 answers only "no dbrp mapping found" if a bucket is missing. */
  private String named(String text, int status) {
    return status == NOT_FOUND && !database.isEmpty()
        ? text + " (database or bucket '" + database + "')"
        : text;
  }

  /**
   * Whether everything was stored except points older than the store's retention. This is not a
   * failure, because retention would drop them anyway.
   */
  public static boolean isTooOld(Throwable e) {
    return e instanceof InfluxException failure
        && remedy(failure.status()) == Remedy.NONE
        && text(failure).contains("points beyond retention policy");
  }

  /**
   * Maps the status of a write. A wrong or missing token and a missing database can be fixed; a
   * request that is too large or too slow is split.
   */
  static Remedy remedy(int status) {
    return switch (status) {
      case 400, 422 -> Remedy.NONE;
      case 408, 413, 504 -> Remedy.SMALLER;
      default -> Remedy.WAIT;
    };
  }

  private StoreException wrap(String message, Remedy remedy, Throwable cause) {
    String shown =
        message.length() <= MAX_MESSAGE ? message : message.substring(0, MAX_MESSAGE) + " ...";
    return new StoreException(server + ": " + shown, remedy, cause);
  }
}
