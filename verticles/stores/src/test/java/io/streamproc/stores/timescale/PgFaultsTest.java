package io.streamproc.stores.timescale;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.streamproc.stores.Remedy;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PgFaultsTest {
  @ParameterizedTest
  @CsvSource({
    "08006, WAIT", // connection failure
    "0A000, UNKNOWN", // feature not supported
    "22003, NONE", // numeric value out of range
    "22008, NONE", // datetime field overflow
    "2200H, WAIT", // out of topic numbers
    "23514, NONE", // check violation
    "23505, NONE", // unique violation, of an index that is not ours
    "23P01, NONE", // exclusion violation
    "23502, WAIT", // a missing position, see the write statement
    "23503, WAIT", // a topic's row was deleted
    "25006, WAIT", // read-only transaction: a standby
    "26000, WAIT", // invalid statement name
    "28P01, WAIT", // wrong password
    "3D000, WAIT", // no such database
    "3F000, WAIT", // no such schema
    "40001, WAIT", // serialization failure
    "40P01, WAIT", // deadlock
    "42P01, WAIT", // no such table
    "42703, WAIT", // no such column
    "42501, WAIT", // insufficient privilege
    "44000, UNKNOWN", // check option of a view
    "53100, WAIT", // disk full
    "53200, SMALLER", // out of memory; out of locks
    "53300, WAIT", // too many connections
    "54000, SMALLER", // program limit exceeded
    "55P03, WAIT", // lock not available
    "57014, SMALLER", // statement timeout
    "57P01, WAIT", // shutdown
    "57P03, WAIT", // starting up
    "58030, WAIT", // i/o error
    "P0001, UNKNOWN", // raised by a trigger
    "XX000, UNKNOWN", // internal error
    "XX001, UNKNOWN", // data corrupted
    "ZZ999, UNKNOWN",
    "'', UNKNOWN"
  })
  @DisplayName("the remedy depends on the state, or otherwise on its class")
  void remedies(String sqlState, Remedy remedy) {
    assertEquals(remedy, PgFaults.remedy(sqlState));
  }

  @Test
  @DisplayName("the remedy is unknown without a state, and to wait without an answer")
  void without() {
    assertEquals(Remedy.UNKNOWN, PgFaults.remedy(null));
    assertEquals(
        Remedy.WAIT, new PgFaults("db").batchFailure(new IllegalStateException("closed")).remedy());
  }
}
