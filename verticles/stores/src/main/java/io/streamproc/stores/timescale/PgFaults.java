package io.streamproc.stores.timescale;

import io.streamproc.stores.Remedy;
import io.streamproc.stores.StoreException;
import io.vertx.pgclient.PgException;
import java.util.Map;
import java.util.Set;

/** Maps errors of the driver and the server to the exceptions of the store contract. */
final class PgFaults {
  private static final String UNDEFINED_TABLE = "42P01";

  /** Insufficient privilege, or a read-only transaction, as on a standby. */
  private static final Set<String> DENIED = Set.of("42501", "25006");

  /**
   * Remedies by SQLSTATE or by its class, the first two characters. A full SQLSTATE takes
   * precedence. Codes not listed are unknown.
   *
   * @see <a href="https://www.postgresql.org/docs/current/errcodes-appendix.html">PostgreSQL Error
   *     Codes</a>
   */
  private static final Map<String, Remedy> REMEDIES =
      Map.ofEntries(
          Map.entry("08", Remedy.WAIT), // connection
          Map.entry("22", Remedy.NONE), // data
          Map.entry("2200H", Remedy.WAIT), // sequence exhausted, in our own tables
          Map.entry("23", Remedy.NONE), // integrity
          Map.entry("23502", Remedy.WAIT), // null: a position whose row is missing
          Map.entry("23503", Remedy.WAIT), // foreign key, in our own tables
          Map.entry("25", Remedy.WAIT), // read-only: a standby
          Map.entry("26", Remedy.WAIT), // missing prepared statement: another backend
          Map.entry("28", Remedy.WAIT), // password, pg_hba.conf
          Map.entry("3D", Remedy.WAIT), // no such database
          Map.entry("3F", Remedy.WAIT), // no such schema
          Map.entry("40", Remedy.WAIT), // deadlock, serialization
          Map.entry("42", Remedy.WAIT), // no such table or column, no permission
          Map.entry("53", Remedy.WAIT), // disk full, too many connections
          Map.entry("53200", Remedy.SMALLER), // out of memory, or of locks
          Map.entry("53400", Remedy.SMALLER), // a configured limit
          Map.entry("54", Remedy.SMALLER), // a limit of the program
          Map.entry("55", Remedy.WAIT), // in use, lock not available
          Map.entry("57", Remedy.WAIT), // shutdown, starting up
          Map.entry("57014", Remedy.SMALLER), // statement timeout
          Map.entry("58", Remedy.WAIT), // operating system
          Map.entry("F0", Remedy.WAIT)); // configuration file

  private final String address;

  PgFaults(String address) {
    this.address = address;
  }

  /** Maps an error of a request other than a batch. A retry may succeed. */
  StoreException transientFailure(Throwable e) {
    return wrap(e, Remedy.WAIT);
  }

  /**
   * Maps an error of a batch. The remedy is to wait if the server did not answer, or if the error
   * concerns the server or our own tables. A null concerns our tables: batches contain no nulls, so
   * it means that the row of a position is missing (see {@link WriteSql#write()}).
   */
  StoreException batchFailure(Throwable e) {
    return wrap(e, e instanceof PgException pg ? remedy(pg.getSqlState()) : Remedy.WAIT);
  }

  static Remedy remedy(String sqlState) {
    if (sqlState == null || sqlState.length() < 2) {
      return Remedy.UNKNOWN;
    }
    Remedy ofClass = REMEDIES.getOrDefault(sqlState.substring(0, 2), Remedy.UNKNOWN);
    return REMEDIES.getOrDefault(sqlState, ofClass);
  }

  /** Whether a table does not exist. */
  static boolean isMissing(Throwable e) {
    return e instanceof PgException pg && UNDEFINED_TABLE.equals(pg.getSqlState());
  }

  /** Whether the user may only read, or the server is read-only. */
  static boolean isDenied(Throwable e) {
    return e instanceof PgException pg && DENIED.contains(pg.getSqlState());
  }

  private StoreException wrap(Throwable e, Remedy remedy) {
    if (e instanceof StoreException already) {
      return already;
    }
    String message = e instanceof PgException pg ? pg.getErrorMessage() + state(pg) : e.toString();
    return new StoreException("PostgreSQL at " + address + ": " + message, remedy, e);
  }

  private static String state(PgException e) {
    return " (SQLSTATE " + e.getSqlState() + ")";
  }
}
