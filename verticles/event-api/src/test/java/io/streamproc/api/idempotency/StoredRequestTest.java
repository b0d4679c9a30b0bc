package io.streamproc.api.idempotency;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StoredRequestTest {
  private static final StoredRequest REQUEST =
      new StoredRequest(Fingerprint.of(new byte[] {'a', 'b', 'c'}), 3, 1_700_000_000_000L);

  private static final String TEXT =
      "{\"sha256\":\"ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad\","
          + "\"accepted\":3,\"time\":1700000000000}";

  @Test
  @DisplayName("is JSON in the topic, and is read as it was written")
  void roundTrip() {
    assertEquals(TEXT, new String(REQUEST.encode(), StandardCharsets.UTF_8));
    assertEquals(REQUEST, StoredRequest.decode(REQUEST.encode()));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "x", "[]", "{}", "{\"sha256\":\"ba\",\"accepted\":3,\"time\":1}"})
  @DisplayName("a foreign value is rejected")
  void foreign(String value) {
    byte[] bytes = value.getBytes(StandardCharsets.UTF_8);
    assertThrows(RuntimeException.class, () -> StoredRequest.decode(bytes));
  }
}
