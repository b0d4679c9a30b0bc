package io.streamproc.core.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.streamproc.core.auth.AuthSettings;
import io.streamproc.core.http.address.ForwardedField;
import io.streamproc.core.http.address.ProxySettings;
import io.streamproc.core.settings.Settings;
import io.streamproc.core.settings.SettingsException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("The settings of all HTTP servers")
class HttpSettingsTest {
  @Test
  @DisplayName("have these defaults")
  void defaults() {
    Settings source = Settings.of(Map.of());
    assertEquals(
        new HttpSettings(
            Set.of(),
            Set.of(),
            2_000,
            400,
            Duration.ofSeconds(20),
            Duration.ofSeconds(60),
            new RateSettings(0, 0, Duration.ofSeconds(10)),
            new ProxySettings(List.of(), ForwardedField.X_FORWARDED_FOR),
            new TlsSettings("", ""),
            new AuthSettings("", Optional.empty(), false, false)),
        HttpSettings.read(source));
    source.check();
  }

  @Test
  @DisplayName("are all read, each into its own field, and there is no other")
  void mapping() {
    Settings source =
        Settings.of(
            Map.ofEntries(
                Map.entry("http.hosts", "A.example, *.b.example,,localhost, under_score, *"),
                Map.entry(
                    "http.origins", "https://a.example,http://*.b.example:81,http://[::1]:80"),
                Map.entry("http.max-connections", "7"),
                Map.entry("http.max-connections-per-address", "0"),
                Map.entry("http.head-timeout", "300ms"),
                Map.entry("http.idle-timeout", "1h"),
                Map.entry("http.rate-per-key", "3"),
                Map.entry("http.rate-per-address", "4"),
                Map.entry("http.rate-burst", "5s"),
                Map.entry("http.trusted-proxies", "10.0.0.0/8, 2001:db8::/32,,10.1.2.3"),
                Map.entry("http.forwarded-field", "forwarded"),
                Map.entry("http.tls.certificate", "/c.pem"),
                Map.entry("http.tls.key", "/k.pem"),
                Map.entry("security.keys", "/keys.json")));
    assertEquals(
        new HttpSettings(
            Set.of("a.example", "*.b.example", "localhost", "under_score", "*"),
            Set.of("https://a.example", "http://*.b.example:81", "http://[::1]:80"),
            7,
            0,
            Duration.ofMillis(300),
            Duration.ofHours(1),
            new RateSettings(3, 4, Duration.ofSeconds(5)),
            new ProxySettings(
                List.of("10.0.0.0/8", "2001:db8::/32", "10.1.2.3"), ForwardedField.FORWARDED),
            new TlsSettings("/c.pem", "/k.pem"),
            new AuthSettings("/keys.json", Optional.empty(), false, false)),
        HttpSettings.read(source));
    source.check();
    assertEquals(20, source.declared().size());
  }

  @ParameterizedTest(name = "{0}={1}")
  @CsvSource({
    "hosts, a.example:80",
    "hosts, http://a.example",
    "hosts, a.*.example",
    "hosts, *example",
    "hosts, a b",
    "origins, *",
    "origins, a.example",
    "origins, null",
    "origins, https://a.example/",
    "origins, https://*",
    "origins, ftp://a.example",
    "max-connections, 0",
    "max-connections-per-address, -1",
    "head-timeout, 99ms",
    "idle-timeout, 2h",
    "trusted-proxies, proxy.example",
    "trusted-proxies, 10.0.0.0/33",
    "trusted-proxies, 10.0.0.1/8",
    "trusted-proxies, 10.0.0.0/",
    "trusted-proxies, '10.0.0.0/-1'",
    "trusted-proxies, 10.0.0",
    "trusted-proxies, 2001:db8::/129",
    "trusted-proxies, [::1]",
    "trusted-proxies, fe80::1%eth0",
    "trusted-proxies, *",
    "forwarded-field, x-real-ip",
  })
  @DisplayName("are refused where they can't be meant")
  void refused(String key, String value) {
    Settings source = Settings.of(Map.of("http." + key, value));
    HttpSettings.read(source);
    SettingsException e = assertThrows(SettingsException.class, source::check);
    assertEquals(1, e.problems().size());
    assertTrue(e.problems().get(0).contains("http." + key), e.getMessage());
  }
}
