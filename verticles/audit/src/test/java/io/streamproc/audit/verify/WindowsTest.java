package io.streamproc.audit.verify;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("Windows")
class WindowsTest {
  /** Worked out apart from the code, from the constants of the published algorithm. */
  private static final long GOLDEN = 4127914044262045079L;

  private final Windows one = new Windows(2);
  private final Windows other = new Windows(2);

  @Test
  @DisplayName("hold 4096 offsets of a partition each, modulo a million")
  void of() {
    assertEquals(Windows.of(0, 0), Windows.of(0, 4_095));
    assertEquals(1, Windows.of(0, 4_096) - Windows.of(0, 4_095));
    assertEquals(Windows.of(0, 5), Windows.of(0, 3_000_005));
    assertEquals(Windows.of(1, 999_999) + 1, one.size());
    assertEquals(0, Windows.partition(Windows.of(0, 999_999)));
    assertEquals(1, Windows.partition(Windows.of(1, 0)));
    assertEquals(Windows.of(1, 999_998), Windows.of(1, -2));
  }

  @Test
  @DisplayName("are the same for the same events in any order")
  void anyOrder() {
    one.add(1, 10, 7, 2.5);
    one.add(1, 11, 8, 3.5);
    other.add(1, 11, 8, 3.5);
    other.add(1, 10, 7, 2.5);
    int window = Windows.of(1, 10);
    assertTrue(one.same(other, window));
    assertEquals(2, one.count(window));
    assertEquals(0, one.count(Windows.of(0, 10)));
  }

  @Test
  @DisplayName("differ by an event's identity, time or amount, and by its repetition")
  void differ() {
    one.add(0, 10, 7, 2.5);
    assertDiffers(11, 7, 2.5);
    assertDiffers(10, 8, 2.5);
    assertDiffers(10, 7, 2.25);
    Windows repeated = new Windows(2);
    repeated.add(0, 10, 7, 2.5);
    repeated.add(0, 10, 7, 2.5);
    assertFalse(one.same(repeated, 0));
  }

  private void assertDiffers(long identity, long time, double amount) {
    Windows windows = new Windows(2);
    windows.add(0, identity, time, amount);
    assertFalse(one.same(windows, 0), identity + " " + time + " " + amount);
  }

  /**
   * The sums of (time, amount) and of swapped pairs must not meet: each value is mixed by itself.
   */
  @Test
  @DisplayName("differ where values are swapped between events, or between time and identity")
  void swapped() {
    one.add(0, 10, 7, 2.5);
    one.add(0, 11, 8, 3.5);
    other.add(0, 10, 8, 2.5);
    other.add(0, 11, 7, 3.5);
    assertFalse(one.same(other, 0));
    Windows third = new Windows(2);
    third.add(0, 10, 7, 3.5);
    third.add(0, 11, 8, 2.5);
    assertFalse(one.same(third, 0));
    assertFalse(other.same(third, 0));
  }

  @Test
  @DisplayName("have digests as the published hash has them: no two alike among many near inputs")
  void hash() {
    Set<Long> digests = new HashSet<>();
    for (long identity = 0; identity < 20; identity++) {
      for (long time = 0; time < 20; time++) {
        for (int amount = 0; amount < 20; amount++) {
          Windows windows = new Windows(1);
          windows.add(0, identity, time, amount);
          digests.add(windows.digest(0));
        }
      }
    }
    assertEquals(8_000, digests.size());
    one.add(0, 1, 2, 3);
    assertEquals(GOLDEN, one.digest(0));
  }
}
