package io.streamproc.stores.influx;

import com.influxdb.exceptions.InfluxException;
import io.streamproc.stores.StoreException;

/** Turns what the client or the server says into what the contract of the stores says. */
final class InfluxFaults {
  private final String url;

  InfluxFaults(String url) {
    this.url = url;
  }

  /** For all that is not about the data of a batch: it may work later. */
  StoreException passing(Throwable e) {
    return e instanceof StoreException already ? already : wrap(e.toString(), false, e);
  }

  StoreException passing(int status, String said) {
    return wrap("HTTP " + status + ": " + said, false, null);
  }

  /**
   * For a batch. Refused for good is what the server can't read or is too large; a missing token, a
   * wrong one or a missing database can be mended.
   */
  StoreException ofBatch(Throwable e) {
    if (e instanceof InfluxException said && said.status() > 0) {
      return wrap(
          "HTTP " + said.status() + ": " + said.getMessage(), isPermanent(said.status()), e);
    }
    return passing(e);
  }

  static boolean isPermanent(int status) {
    return status == 400 || status == 413 || status == 422;
  }

  private StoreException wrap(String said, boolean permanent, Throwable cause) {
    return new StoreException("InfluxDB at " + url + ": " + said, permanent, cause);
  }
}
