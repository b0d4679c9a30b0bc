package io.streamproc.producer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.streamproc.core.settings.Secret;
import io.streamproc.core.settings.Settings;
import io.streamproc.core.settings.SettingsException;
import io.streamproc.producer.file.Header;
import io.streamproc.producer.file.ReplayFormat;
import io.streamproc.producer.file.Unit;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.ZoneId;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("The settings of the producer")
class ProducerSettingsTest {
  @Test
  @DisplayName("have these defaults")
  void defaults() {
    Settings source = Settings.of(Map.of());
    assertEquals(
        new ProducerSettings(
            "http://127.0.0.1:9998",
            new Secret(""),
            "",
            true,
            20,
            Shape.UNIFORM,
            Duration.ofMinutes(1),
            false,
            0,
            2_000,
            Duration.ofMillis(200),
            100_000,
            1,
            Duration.ofSeconds(15),
            Duration.ofSeconds(3),
            true,
            new ReplaySettings(
                "", 1, ReplayTimes.ORIGINAL, false, "auto", false, ReplayFormat.DEFAULT)),
        ProducerSettings.read(source));
    source.check();
  }

  @Test
  @DisplayName("are all read from their keys, and there are no other keys")
  void mapping() {
    Map<String, String> values =
        Map.ofEntries(
            Map.entry("event-producer.url", "https://api.example:8443/base/"),
            Map.entry("event-producer.token", "sp_x\n"),
            Map.entry("event-producer.trust", "/ca.pem"),
            Map.entry("event-producer.generator", "false"),
            Map.entry("event-producer.rate", "0.1"),
            Map.entry("event-producer.shape", "random-walk"),
            Map.entry("event-producer.period", "90s"),
            Map.entry("event-producer.control", "true"),
            Map.entry("event-producer.seed", "42"),
            Map.entry("event-producer.batch-max", "10"),
            Map.entry("event-producer.linger", "75ms"),
            Map.entry("event-producer.buffer", "11"),
            Map.entry("event-producer.in-flight", "12"),
            Map.entry("event-producer.request-timeout", "250ms"),
            Map.entry("event-producer.flush-timeout", "0"),
            Map.entry("event-producer.replay-file", "/data/a b.csv"),
            Map.entry("event-producer.replay-speed", "max"),
            Map.entry("event-producer.replay-times", "now"),
            Map.entry("event-producer.idempotent", "false"),
            Map.entry("event-producer.replay-state", "/state"),
            Map.entry("event-producer.replay-restart", "true"),
            Map.entry("event-producer.replay-delimiter", "semicolon"),
            Map.entry("event-producer.replay-quote", "'"),
            Map.entry("event-producer.replay-decimal", ","),
            Map.entry("event-producer.replay-thousands", "."),
            Map.entry("event-producer.replay-header", "yes"),
            Map.entry("event-producer.replay-time-column", "date+clock"),
            Map.entry("event-producer.replay-amount-column", "3"),
            Map.entry("event-producer.replay-time-format", "dd/MM/yyyy HH:mm"),
            Map.entry("event-producer.replay-unit", "us"),
            Map.entry("event-producer.replay-zone", "Europe/Berlin"),
            Map.entry("event-producer.replay-encoding", "latin1"),
            Map.entry("event-producer.replay-comment", "%"),
            Map.entry("event-producer.replay-loop", "true"));
    Settings source = Settings.of(values);
    assertEquals(
        new ProducerSettings(
            "https://api.example:8443/base",
            new Secret("sp_x"),
            "/ca.pem",
            false,
            0.1,
            Shape.RANDOM_WALK,
            Duration.ofSeconds(90),
            true,
            42,
            10,
            Duration.ofMillis(75),
            11,
            12,
            Duration.ofMillis(250),
            Duration.ZERO,
            false,
            new ReplaySettings(
                "/data/a b.csv",
                Double.POSITIVE_INFINITY,
                ReplayTimes.NOW,
                true,
                "/state",
                true,
                new ReplayFormat(
                    ';',
                    '\'',
                    ',',
                    '.',
                    Header.YES,
                    "date+clock",
                    "3",
                    "dd/MM/yyyy HH:mm",
                    Unit.US,
                    ZoneId.of("Europe/Berlin"),
                    StandardCharsets.ISO_8859_1,
                    '%'))),
        ProducerSettings.read(source));
    source.check();
    assertEquals(values.size(), source.declared().size());
    assertTrue(source.declared().stream().allMatch(s -> values.containsKey(s.key())));
  }

  @ParameterizedTest
  @DisplayName("are refused by name if they are out of range")
  @CsvSource({
    "url, localhost:9998",
    "url, ftp://localhost",
    "url, http://user:secret@localhost",
    "url, http://",
    "rate, 0.09",
    "rate, 100001",
    "rate, NaN",
    "shape, square",
    "period, 999ms",
    "seed, -1",
    "batch-max, 0",
    "buffer, 0",
    "in-flight, 65",
    "request-timeout, 1ms",
    "flush-timeout, 2m",
    "replay-speed, 0",
    "replay-speed, NaN",
    "replay-speed, Infinity",
    "replay-speed, fast",
    "replay-times, then",
    "replay-loop, yes",
    "replay-restart, yes",
    "replay-delimiter, ;;",
    "replay-delimiter, none",
    "replay-decimal, x",
    "replay-thousands, .",
    "replay-header, maybe",
    "replay-time-format, nonsense",
    "replay-unit, h",
    "replay-zone, Mars",
    "replay-encoding, utf-99",
    "idempotent, 1",
  })
  void refused(String key, String value) {
    Settings source = Settings.of(Map.of("event-producer." + key, value));
    ProducerSettings.read(source);
    SettingsException e = assertThrows(SettingsException.class, source::check);
    assertEquals(1, e.problems().size(), e.getMessage());
    assertTrue(e.getMessage().contains("event-producer." + key), e.getMessage());
  }

  @Test
  @DisplayName("replay nothing unless a file is given")
  void replayIsOff() {
    assertFalse(ProducerSettings.read(Settings.of(Map.of())).replay().enabled());
  }
}
