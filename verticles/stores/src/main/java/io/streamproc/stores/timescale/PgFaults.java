package io.streamproc.stores.timescale;

import io.streamproc.stores.StoreException;
import io.vertx.pgclient.PgException;
import java.util.Set;

/** Turns what the driver or the server says into what the contract of the stores says. */
final class PgFaults {
  private static final String DATA_EXCEPTION = "22";
  private static final String INTEGRITY_VIOLATION = "23";
  private static final String UNDEFINED_TABLE = "42P01";

  /** Not null, foreign key, sequence exhausted: of these classes, yet about our own tables. */
  private static final Set<String> NOT_OF_DATA = Set.of("23502", "23503", "2200H");

  private final String address;

  PgFaults(String address) {
    this.address = address;
  }

  /** For all that is not about the data of a batch: it may work later. */
  StoreException passing(Throwable e) {
    return wrap(e, false);
  }

  /**
   * For a batch. Refused for good is only what the server says of the data itself; a full disk, a
   * shutdown, a lost connection, a missing right or a missing table can be mended. So can a null:
   * no batch has one, it stands for a position whose row is missing (see {@link Sql#write()}).
   */
  StoreException ofBatch(Throwable e) {
    return wrap(e, e instanceof PgException pg && isPermanent(pg.getSqlState()));
  }

  static boolean isPermanent(String sqlState) {
    return sqlState != null
        && (sqlState.startsWith(DATA_EXCEPTION) || sqlState.startsWith(INTEGRITY_VIOLATION))
        && !NOT_OF_DATA.contains(sqlState);
  }

  /** The schema has never been made: nothing was ever stored. */
  static boolean isMissing(Throwable e) {
    return e instanceof PgException pg && UNDEFINED_TABLE.equals(pg.getSqlState());
  }

  private StoreException wrap(Throwable e, boolean permanent) {
    if (e instanceof StoreException already) {
      return already;
    }
    String said = e instanceof PgException pg ? pg.getErrorMessage() + state(pg) : e.toString();
    return new StoreException("PostgreSQL at " + address + ": " + said, permanent, e);
  }

  private static String state(PgException e) {
    return " (SQLSTATE " + e.getSqlState() + ")";
  }
}
