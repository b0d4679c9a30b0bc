package io.streamproc.stores.influx.shared;

import com.influxdb.exceptions.InfluxException;
import io.streamproc.stores.Remedy;
import io.streamproc.stores.StoreException;

/** Turns what the client or the server says into what the contract of the stores says. */
public final class InfluxFaults {
  /** A server quotes every line that it refuses, of which a batch may have thousands. */
  private static final int MAX_SAID = 500;

  private final String server;

  public InfluxFaults(InfluxSettings settings) {
    server =
        (settings.dialect() == Dialect.QUESTDB ? "QuestDB at " : "InfluxDB at ") + settings.url();
  }

  /** For all that is not about the data of a batch: it may work later. */
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

  /**
   * The client finds no message where the body is not JSON, or not that of version 1.8 and later.
   */
  private static String text(InfluxException e) {
    return e.getMessage() == null ? "HTTP status code: " + e.status() : e.getMessage();
  }

  /**
   * Whether all was stored but what is older than the store's retention. That is not refused but
   * forgotten, as it would have been had it come in time.
   */
  public static boolean saysTooOld(Throwable e) {
    return e instanceof InfluxException said
        && remedy(said.status()) == Remedy.NONE
        && text(said).contains("points beyond retention policy");
  }

  /**
   * By the status of a write. A missing token, a wrong one or a missing database can be mended; a
   * request that is too large, or that the server could not store in time, goes in as several.
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
