package io.streamproc.audit.verify;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.streamproc.audit.verify.Finding.Kind;
import io.streamproc.core.series.SeriesName;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("A ledger")
class LedgerTest {
  private final Ledger ledger = new Ledger("t");

  /** Each column has a different number. */
  private void fill(PartitionLedger books) {
    for (int i = 0; i < 2; i++) {
      books.countAccepted();
    }
    books.countStored(SeriesName.HIGH, 3);
    books.countStored(SeriesName.LOW, 4);
    for (int i = 0; i < 5; i++) {
      books.countDead();
    }
    for (int i = 0; i < 6; i++) {
      books.countInFlight();
    }
    for (int i = 0; i < 7; i++) {
      books.countExpired();
    }
  }

  private void report(Kind kind, int count) {
    for (int i = 0; i < count; i++) {
      ledger.report(new Finding(kind, "a store", 3, i, "detail"));
    }
  }

  @Test
  @DisplayName("adds its partitions up, column by column")
  void total() {
    fill(ledger.partition(3));
    fill(ledger.partition(1));
    report(Kind.MISSING, 8);
    report(Kind.TWICE, 9);
    report(Kind.WRONG_STORE, 10);
    assertEquals(List.of(1, 3), List.copyOf(ledger.partitions().keySet()));
    assertEquals(
        "4 accepted = 6 high + 8 low + 10 dead + 12 in flight; 8 missing, 9 twice, 10 wrong",
        ledger.total().toString());
    assertEquals(
        "{\"accepted\":4,\"high\":6,\"low\":8,\"dead\":10,\"inFlight\":12,\"expired\":14,"
            + "\"missing\":8,\"twice\":9,\"wrong\":10}",
        ledger.total().toJson().encode());
    assertEquals(14, ledger.total().expired());
    assertEquals(27, ledger.findings().size());
  }

  @Test
  @DisplayName("balances unless something is missing, twice or wrong")
  void balances() {
    fill(ledger.partition(0));
    assertTrue(ledger.balances());
    for (Kind kind : Kind.values()) {
      Ledger one = new Ledger("t");
      one.report(new Finding(kind, "a store", 0, 1, "detail"));
      assertFalse(one.balances(), kind::toString);
    }
  }

  @Test
  @DisplayName("lists a thousand findings and counts the rest")
  void many() {
    report(Kind.UNKNOWN, Ledger.MAX_FINDINGS + 1);
    assertEquals(1_000, ledger.findings().size());
    assertEquals(1_001, ledger.total().wrong());
  }

  @Test
  @DisplayName("is JSON for programs")
  void json() {
    ledger.partition(0).countAccepted();
    report(Kind.WRONG_VALUE, 1);
    String none = "\"high\":0,\"low\":0,\"dead\":0,\"inFlight\":0,\"expired\":0";
    assertEquals(
        "{\"balanced\":false,\"topic\":\"t\","
            + "\"total\":{\"accepted\":1,"
            + none
            + ",\"missing\":0,\"twice\":0,\"wrong\":1},"
            + "\"partitions\":[{\"partition\":0,\"accepted\":1,"
            + none
            + ",\"missing\":0,\"twice\":0,\"wrong\":0},"
            + "{\"partition\":3,\"accepted\":0,"
            + none
            + ",\"missing\":0,\"twice\":0,\"wrong\":1}],"
            + "\"findings\":[{\"kind\":\"wrong_value\",\"store\":\"a store\",\"partition\":3,"
            + "\"offset\":0,\"detail\":\"detail\"}]}",
        ledger.toJson().encode());
  }

  @Test
  @DisplayName("tells a finding in a line")
  void finding() {
    assertEquals(
        "wrong value: partition 3 offset 0, a store: detail",
        new Finding(Kind.WRONG_VALUE, "a store", 3, 0, "detail").toString());
  }
}
