package io.streamproc.api.idempotency;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class FingerprintTest {
  @Test
  @DisplayName("is the SHA-256 of the body (FIPS 180-2, B.1)")
  void sha256() {
    assertEquals(
        "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad", of("abc").sha256());
  }

  @Test
  @DisplayName("an additional space makes another body")
  void differs() {
    assertEquals(of("{\"amount\":1}"), of("{\"amount\":1}"));
    assertNotEquals(of("{\"amount\":1}"), of("{\"amount\": 1}"));
  }

  @Test
  @DisplayName("malformed values are refused")
  void form() {
    assertThrows(IllegalArgumentException.class, () -> new Fingerprint("ba7816bf"));
    assertThrows(IllegalArgumentException.class, () -> new Fingerprint("x".repeat(64)));
  }

  private static Fingerprint of(String body) {
    return Fingerprint.of(body.getBytes(StandardCharsets.UTF_8));
  }
}
