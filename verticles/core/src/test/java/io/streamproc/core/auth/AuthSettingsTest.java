package io.streamproc.core.auth;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.streamproc.core.auth.AuthSettings.JwtSettings;
import io.streamproc.core.settings.Settings;
import io.streamproc.core.settings.SettingsException;
import java.net.URI;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("The settings of authentication")
class AuthSettingsTest {
  private static Settings settings(String line) {
    Map<String, String> values = new HashMap<>();
    for (String setting : line == null ? new String[0] : line.split(" ")) {
      String[] parts = setting.split("=", 2);
      values.put("security." + parts[0], parts[1]);
    }
    return Settings.of(values);
  }

  @Test
  @DisplayName("are all read, each into its own field")
  void mapping() {
    Settings source =
        settings(
            "keys=/k open=true tls-at-proxy=true jwt.jwks=https://i/jwks jwt.issuer=i"
                + " jwt.audience=a jwt.trust=/t");
    AuthSettings read = AuthSettings.read(source);
    source.check();
    JwtSettings jwt = new JwtSettings(URI.create("https://i/jwks"), "i", "a", "/t");
    assertEquals(new AuthSettings("/k", Optional.of(jwt), true, true), read);
    assertEquals(7, source.declared().size());
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource({
    "jwt.jwks=https://i/jwks",
    "jwt.issuer=i jwt.audience=a",
    "jwt.jwks=http://i/jwks jwt.issuer=i jwt.audience=a",
    "jwt.jwks=file:/etc/passwd jwt.issuer=i jwt.audience=a",
    "jwt.jwks=https://[ jwt.issuer=i jwt.audience=a",
  })
  @DisplayName("are refused where they would not protect")
  void refused(String line) {
    Settings source = settings(line);
    AuthSettings.read(source);
    assertThrows(SettingsException.class, source::check);
  }

  @ParameterizedTest(name = "{0} {1} tls={2}: {3}")
  @CsvSource({
    "127.0.0.1, , false, ",
    "127.9.9.9, , false, ",
    "localhost, , false, ",
    "LOCALHOST, , false, ",
    "::1, , false, ",
    "0.0.0.0, , false, security.open=true",
    "::, , false, security.open=true",
    "::ffff:10.0.0.1, , false, security.open=true",
    "10.0.0.1, , false, security.open=true",
    "machine.example, , false, security.open=true",
    "localhost.example, , false, security.open=true",
    "0.0.0.0, , true, security.open=true",
    "0.0.0.0, open=true, false, ",
    "0.0.0.0, keys=/k, false, security.tls-at-proxy=true",
    "0.0.0.0, keys=/k, true, ",
    "0.0.0.0, keys=/k tls-at-proxy=true, false, ",
    "0.0.0.0, tls-at-proxy=true, false, security.open=true",
    "0.0.0.0, jwt.jwks=https://i/jwks jwt.issuer=i jwt.audience=a, true, ",
  })
  @DisplayName("let strangers reach a server only with authentication and TLS, or if told so")
  void address(String host, String line, boolean tls, String problem) {
    Settings source = settings(line);
    String said = AuthSettings.read(source).problem(host, tls).orElse("");
    assertDoesNotThrow(source::check);
    assertEquals(problem == null, said.isEmpty(), said);
    assertTrue(problem == null || said.contains(problem), said);
  }
}
