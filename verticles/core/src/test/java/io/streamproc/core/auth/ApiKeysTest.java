package io.streamproc.core.auth;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("The file of API keys")
class ApiKeysTest {
  private static final Instant NOW = Instant.parse("2026-11-28T12:00:00Z");
  private static final String HASH = "a".repeat(64);

  private final SecureRandom random = new SecureRandom();

  private ApiKey.Created create(String name, Instant expires, Scope... scopes) {
    return ApiKey.create(name, Set.of(scopes), NOW, expires, random);
  }

  @Test
  @DisplayName("grants its scopes to the owner of a key, and ADMIN includes all")
  void authenticates() throws Exception {
    ApiKey.Created ingest = create("shipper", Instant.MAX, Scope.INGEST);
    ApiKey.Created admin = create("operator", Instant.MAX, Scope.ADMIN);
    ApiKeys keys = ApiKeys.none().with(ingest.key()).with(admin.key());
    Caller caller = keys.authenticate(ingest.token(), NOW);
    assertEquals(new Caller("key:" + ingest.key().id(), Set.of(Scope.INGEST), Instant.MAX), caller);
    assertFalse(caller.may(Scope.READ));
    assertEquals(Set.of(Scope.values()), keys.authenticate(admin.token(), NOW).scopes());
  }

  @Test
  @DisplayName("keeps no key, only a hash")
  void hashed() {
    ApiKey.Created created = create("a", Instant.MAX, Scope.READ);
    String content =
        new String(ApiKeys.none().with(created.key()).toBytes(), StandardCharsets.UTF_8);
    assertFalse(content.contains(created.token().substring(12)), content);
    assertTrue(content.contains(created.key().sha256()), content);
  }

  @Test
  @DisplayName("is read as it was written")
  void roundTrip() {
    ApiKeys keys =
        ApiKeys.none()
            .with(create("a \"b\" ü", NOW.plusSeconds(5), Scope.READ, Scope.INGEST).key())
            .with(create("", Instant.MAX, Scope.ADMIN).key());
    ApiKeys revoked = keys.revoke("a \"b\" ü", NOW);
    assertEquals(List.copyOf(revoked.all()), List.copyOf(ApiKeys.parse(revoked.toBytes()).all()));
  }

  @Test
  @DisplayName("refuses a key from the moment on at which it expires or is revoked")
  void ends() throws Exception {
    ApiKey.Created created = create("a", NOW.plus(Duration.ofDays(1)), Scope.READ);
    ApiKeys keys = ApiKeys.none().with(created.key());
    assertEquals("valid", created.key().state(NOW));
    keys.authenticate(created.token(), NOW.plus(Duration.ofDays(1)).minusNanos(1));
    assertDenied("expired", keys, created.token(), NOW.plus(Duration.ofDays(1)));
    ApiKeys revoked = keys.revoke(created.key().id(), NOW.plusSeconds(9));
    revoked.authenticate(created.token(), NOW.plusSeconds(8));
    assertDenied("revoked", revoked, created.token(), NOW.plusSeconds(9));
    assertThrows(IllegalArgumentException.class, () -> revoked.revoke("a", NOW.plusSeconds(10)));
  }

  private static void assertDenied(String why, ApiKeys keys, String token, Instant now) {
    DeniedException e = assertThrows(DeniedException.class, () -> keys.authenticate(token, now));
    assertEquals(401, e.status());
    assertTrue(e.getMessage().contains(why), e.getMessage());
    assertTrue(e.challenge().contains("error=\"invalid_token\""), e.challenge());
  }

  @Test
  @DisplayName("refuses a key that differs in any character")
  void differs() {
    ApiKey.Created created = create("a", Instant.MAX, Scope.READ);
    ApiKeys keys = ApiKeys.none().with(created.key());
    String token = created.token();
    for (int i = 0; i < token.length(); i++) {
      char other = token.charAt(i) == 'b' ? 'c' : 'b';
      String changed = token.substring(0, i) + other + token.substring(i + 1);
      assertThrows(DeniedException.class, () -> keys.authenticate(changed, NOW), changed);
    }
    assertThrows(DeniedException.class, () -> keys.authenticate(token + "a", NOW));
    assertThrows(DeniedException.class, () -> ApiKeys.none().authenticate(token, NOW));
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      quoteCharacter = '`',
      delimiter = '|',
      value = {
        "nothing | not a JSON object",
        "[] | not a JSON object",
        "{} | the array \"keys\" is missing",
        "{\"keys\":1} | not a JSON object",
        "{\"keys\":[7]} | entry 1",
        "{\"keys\":[{}]} | 'id'",
        "{\"keys\":[{\"id\":\"0123456X\"}]} | 'id'",
        "{\"keys\":[{\"id\":1}]} | 'id'",
        "{\"keys\":[{\"id\":\"01234567\",\"sha256\":\"HASH\",\"scopes\":7}]} | wrong type",
        "{\"keys\":[{\"id\":\"01234567\"}]} | 'sha256'",
        "{\"keys\":[{\"id\":\"01234567\",\"sha256\":\"HASH\"}]} | 'scopes'",
        "{\"keys\":[{\"id\":\"01234567\",\"sha256\":\"HASH\",\"scopes\":[]}]} | 'scopes'",
        "{\"keys\":[{\"id\":\"01234567\",\"sha256\":\"HASH\",\"scopes\":[\"root\"]}]} | 'root'",
        "{\"keys\":[{\"id\":\"01234567\",\"sha256\":\"HASH\",\"scopes\":[\"read\"],\"expires\":\"soon\"}]} | 'expires'",
        "{\"keys\":[{\"id\":\"01234567\",\"sha256\":\"HASH\",\"scopes\":[\"read\"],\"expire\":\"x\"}]} | 'expire'",
        "{\"keys\":[{\"id\":\"01234567\",\"sha256\":\"HASH\",\"scopes\":[\"read\"]},{\"id\":\"01234567\",\"sha256\":\"HASH\",\"scopes\":[\"read\"]}]} | second key",
      })
  @DisplayName("says what is wrong with it")
  void malformed(String content, String problem) {
    byte[] bytes = content.replace("HASH", HASH).getBytes(StandardCharsets.UTF_8);
    IllegalArgumentException e =
        assertThrows(IllegalArgumentException.class, () -> ApiKeys.parse(bytes));
    assertTrue(e.getMessage().contains(problem), e.getMessage());
  }
}
