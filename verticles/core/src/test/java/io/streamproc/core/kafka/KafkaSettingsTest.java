package io.streamproc.core.kafka;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.streamproc.core.settings.Settings;
import io.streamproc.core.settings.SettingsException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import javax.security.auth.login.AppConfigurationEntry;
import javax.security.sasl.SaslException;
import org.apache.kafka.common.config.types.Password;
import org.apache.kafka.common.security.JaasContext;
import org.apache.kafka.common.security.scram.internals.ScramMessages;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

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
  @ValueSource(strings = {"ar-EG", "fa-IR", "hi-IN-u-nu-deva", "th-TH-u-ca-buddhist-nu-thai"})
  @DisplayName("let a SCRAM login work where numbers have other digits, and change only those")
  void digits(String tag) {
    Locale before = Locale.getDefault(Locale.Category.FORMAT);
    Locale.setDefault(Locale.Category.FORMAT, Locale.forLanguageTag(tag));
    try {
      String text = "r=ab,s=c2FsdA==,i=4096";
      assertNotEquals(text, ofKafka(text), "Kafka now names a locale: prepare() can go");
      settings("PLAIN").properties(Map.of());
      assertNotEquals(text, ofKafka(text));
      settings("SCRAM-SHA-256").properties(Map.of());
      assertEquals(text, ofKafka(text));
      Locale after = Locale.getDefault(Locale.Category.FORMAT);
      assertEquals(tag.substring(0, 5), after.getLanguage() + "-" + after.getCountry());
    } finally {
      Locale.setDefault(Locale.Category.FORMAT, before);
    }
  }

  private static KafkaSettings settings(String mechanism) {
    Settings source = Settings.of(Map.of("kafka.client.sasl.mechanism", mechanism));
    return KafkaSettings.read(source);
  }

  /** Returns the server's first message as Kafka's client repeats it in its proof. */
  private static String ofKafka(String message) {
    try {
      byte[] sent = message.getBytes(StandardCharsets.UTF_8);
      return new String(
          new ScramMessages.ServerFirstMessage(sent).toBytes(), StandardCharsets.UTF_8);
    } catch (SaslException e) {
      throw new IllegalStateException(e);
    }
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
            "kafka.user and kafka.client.sasl.jaas.config are two logins; set only one of them",
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
