package io.streamproc.stores.timescale;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PgFaultsTest {
  @ParameterizedTest
  @CsvSource({
    "22003, true", // numeric value out of range
    "23514, true", // check violation
    "23505, true", // unique violation, of an index that is not ours
    "23502, false", // a missing position, see the write statement
    "23503, false", // a topic's row was deleted
    "2200H, false", // out of topic numbers
    "40P01, false", // deadlock
    "42P01, false", // no such table
    "42501, false", // no right
    "53100, false", // disk full
    "57014, false", // statement timeout
    "57P01, false" // shutdown
  })
  @DisplayName("only what is said of the data is permanent")
  void permanent(String sqlState, boolean permanent) {
    assertEquals(permanent, PgFaults.isPermanent(sqlState));
  }

  @Test
  @DisplayName("neither is what comes without a state")
  void without() {
    assertFalse(PgFaults.isPermanent(null));
    assertFalse(new PgFaults("db").ofBatch(new IllegalStateException("closed")).isPermanent());
  }
}
