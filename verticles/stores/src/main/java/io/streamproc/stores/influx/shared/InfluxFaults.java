package io.streamproc.stores.influx.shared;

import com.influxdb.exceptions.InfluxException;
import io.streamproc.stores.Remedy;
import io.streamproc.stores.StoreException;

/** Turns errors of the client and the server into the exceptions of the stores' contract. */
public final class InfluxFaults {
  /** A server quotes every line that it refuses, which can be thousands. */
  private static final int MAX_SAID = 500;

  private final String server;

  public InfluxFaults(InfluxSettings settings) {
    server =
        (settings.dialect() == Dialect.QUESTDB ? "QuestDB at " : "InfluxDB at ") + settings.url();
  }

  /** For everything but the data of a batch: a retry may succeed. */
  public StoreException passing(Throwable e) {
    return e instanceof StoreException already ? already : wrap(e.toString(), Remedy.WAIT, e);
  }

  public StoreException passing(int status, String said) {
    return wrap("HTTP " + status + ": " + said, Remedy.WAIT, null);
  }

  /** For a batch, see {@link #remedy}. */
  public StoreException ofBatch(Throwable e) {
    if (e instanceof InfluxException said && said.status() > 0) {
      return wrap(text(said), remedy(said.status()), e);
    }
    return passing(e);
  }

  /** The client has no message if the body is not JSON as version 1.8 and later send it. */
  private static String text(InfluxException e) {
    return e.getMessage() == null ? "HTTP status code: " + e.status() : e.getMessage();
  }

  /**
   * Whether everything was stored except points older than the store's retention. Dropping them is
   * no fault: retention would have dropped them, too.
   */
  public static boolean saysTooOld(Throwable e) {
    return e instanceof InfluxException said
        && remedy(said.status()) == Remedy.NONE
        && text(said).contains("points beyond retention policy");
  }

  /**
   * By the status of a write. A missing or wrong token and a missing database can be repaired; a
   * request that is too large or too slow to store is split.
   */
  static Remedy remedy(int status) {
    return switch (status) {
      case 400, 422 -> Remedy.NONE;
      case 408, 413, 504 -> Remedy.SMALLER;
      default -> Remedy.WAIT;
    };
  }

  private StoreException wrap(String said, Remedy remedy, Throwable cause) {
    String shown = said.length() <= MAX_SAID ? said : said.substring(0, MAX_SAID) + " ...";
    return new StoreException(server + ": " + shown, remedy, cause);
  }
}
