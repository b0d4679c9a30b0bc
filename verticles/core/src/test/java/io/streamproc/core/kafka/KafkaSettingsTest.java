package io.streamproc.core.kafka;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.streamproc.core.settings.Settings;
import io.streamproc.core.settings.SettingsException;
import java.util.List;
import java.util.Map;
import javax.security.auth.login.AppConfigurationEntry;
import org.apache.kafka.common.config.types.Password;
import org.apache.kafka.common.security.JaasContext;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("The settings of Kafka")
class KafkaSettingsTest {
  @Test
  @DisplayName("have these defaults")
  void defaults() {
    Settings source = Settings.of(Map.of());
    assertEquals(
        new KafkaSettings("localhost:9092", "events", "events.dead", 6, 1, Map.of()),
        KafkaSettings.read(source));
    source.check();
  }

  @Test
  @DisplayName("are all taken from their keys, and there are no others")
  void mapping() {
    Settings source =
        Settings.of(
            Map.of(
                "kafka.bootstrap-servers", "a:1,b:2",
                "kafka.topic", "t",
                "kafka.dead-topic", "d",
                "kafka.partitions", "12",
                "kafka.replication", "3",
                "kafka.client.security.protocol", "SSL"));
    assertEquals(
        new KafkaSettings("a:1,b:2", "t", "d", 12, 3, Map.of("security.protocol", "SSL")),
        KafkaSettings.read(source));
    source.check();
    assertEquals(9, source.declared().size());
  }

  @ParameterizedTest
  @CsvSource({
    "plain, PLAIN, plain.PlainLoginModule",
    "scram-sha-256, SCRAM-SHA-256, scram.ScramLoginModule",
    "scram-sha-512, SCRAM-SHA-512, scram.ScramLoginModule"
  })
  @DisplayName("make a login of user and password, with any characters")
  void login(String given, String mechanism, String module) {
    String odd = "a\\b\"c ;='d$é";
    Settings source =
        Settings.of(
            Map.of("kafka.user", odd, "kafka.password", odd, "kafka.sasl-mechanism", given));
    Map<String, Object> properties = KafkaSettings.read(source).properties(Map.of());
    source.check();
    assertEquals(mechanism, properties.get("sasl.mechanism"));
    assertEquals("SASL_PLAINTEXT", properties.get("security.protocol"));
    AppConfigurationEntry entry = entry((String) properties.get("sasl.jaas.config"));
    assertEquals("org.apache.kafka.common.security." + module, entry.getLoginModuleName());
    assertEquals(Map.of("username", odd, "password", odd), entry.getOptions());
  }

  /** The value as a Kafka client parses it. */
  private static AppConfigurationEntry entry(String jaas) {
    return JaasContext.loadClientContext(Map.of("sasl.jaas.config", new Password(jaas)))
        .configurationEntries()
        .get(0);
  }

  @Test
  @DisplayName("refuse two logins, and one over a protocol that has none")
  void contradictions() {
    Settings source =
        Settings.of(
            Map.of(
                "kafka.user", "u",
                "kafka.password", "hunter2",
                "kafka.client.sasl.jaas.config", "x required;",
                "kafka.client.security.protocol", "SSL"));
    KafkaSettings.read(source);
    SettingsException e = assertThrows(SettingsException.class, source::check);
    assertEquals(
        List.of(
            "kafka.user and kafka.client.sasl.jaas.config are two logins; give one of them",
            "kafka.client.security.protocol: with kafka.user it must be SASL_PLAINTEXT or"
                + " SASL_SSL"),
        e.problems());
    assertFalse(source.changed().contains("hunter2"), source.changed());
  }

  @Test
  @DisplayName("log in over TLS where the client's protocol says so")
  void loginOverTls() {
    Settings source =
        Settings.of(Map.of("kafka.user", "u", "kafka.client.security.protocol", "SASL_SSL"));
    assertEquals(
        "SASL_SSL", KafkaSettings.read(source).properties(Map.of()).get("security.protocol"));
    source.check();
  }

  @Test
  @DisplayName("can't weaken what a client needs, and don't show what may be secret")
  void clientProperties() {
    KafkaSettings settings =
        new KafkaSettings(
            "a:1", "t", "d", 1, 1, Map.of("acks", "0", "ssl.key.password", "hunter2"));
    assertEquals(
        Map.of("bootstrap.servers", "a:1", "acks", "all", "ssl.key.password", "hunter2"),
        settings.properties(Map.of("acks", "all")));
    assertFalse(settings.toString().contains("hunter2"), settings.toString());
  }
}
