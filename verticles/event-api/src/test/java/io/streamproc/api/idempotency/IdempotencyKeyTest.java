package io.streamproc.api.idempotency;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class IdempotencyKeyTest {
  @ParameterizedTest
  @ValueSource(strings = {"x", "8e03978e-40d5-43dd-bc93-6894a57f9324", "\"quoted\"", "a,b", "!~"})
  @DisplayName("visible ASCII is accepted verbatim")
  void taken(String text) {
    assertEquals(text, IdempotencyKey.of(List.of(text), "").text());
  }

  @Test
  @DisplayName("the longest key has 255 characters")
  void longest() {
    assertEquals(255, new IdempotencyKey("k".repeat(255)).text().length());
    assertEquals("must have 1 to 255 characters, not 256", problem("k".repeat(256)));
    assertEquals("must have 1 to 255 characters, not 0", problem(""));
  }

  @ParameterizedTest
  @ValueSource(strings = {" ", "a b", "a\tb", "a\u0000", "a\u007f", "ä", "\u00a0", "a\u200b", "🙂"})
  @DisplayName("everything else is refused, and not quoted in the response")
  void refused(String text) {
    assertEquals("must be of visible ASCII characters only", problem(text));
  }

  private static String problem(String text) {
    return assertThrows(IllegalArgumentException.class, () -> new IdempotencyKey(text))
        .getMessage();
  }

  @Test
  @DisplayName("the same key of two clients is two keys, and none can be had by its text")
  void owners() {
    List<String> chosen = List.of("order-1");
    IdempotencyKey one = IdempotencyKey.of(chosen, "key:01234567");
    IdempotencyKey two = IdempotencyKey.of(chosen, "key:89abcdef");
    IdempotencyKey nobody = IdempotencyKey.of(chosen, "");
    assertEquals(3, Set.of(one.text(), two.text(), nobody.text()).size());
    assertEquals(one, IdempotencyKey.single(List.of(one.text())));
    assertEquals(one, IdempotencyKey.of(chosen, "key:01234567"));
    assertThrows(IllegalArgumentException.class, () -> IdempotencyKey.of(List.of(one.text()), ""));
    assertEquals(255, IdempotencyKey.of(List.of("k".repeat(255)), "x").text().length() - 17);
  }

  @Test
  @DisplayName("two keys are refused, even if they are equal")
  void several() {
    List<String> two = List.of("a", "a");
    IllegalArgumentException e =
        assertThrows(IllegalArgumentException.class, () -> IdempotencyKey.of(two, ""));
    assertEquals("must be given once, not 2 times", e.getMessage());
  }

  @Test
  @DisplayName("a key's slot never changes, and slots are used evenly")
  void slots() {
    assertEquals(3, new IdempotencyKey("a").slot(94)); // 97 mod 94
    assertEquals(0, new IdempotencyKey("a").slot(1));
    int[] uses = new int[16];
    IntStream.range(0, 16_000).forEach(i -> uses[new IdempotencyKey("key-" + i).slot(16)]++);
    for (int use : uses) {
      assertTrue(use > 500 && use < 1_500, use + " of 16000 in one of 16");
    }
  }
}
