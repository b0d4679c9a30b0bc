package io.streamproc.core.kafka;

import io.streamproc.core.settings.Secret;
import io.streamproc.core.settings.Settings;
import java.util.Locale;
import java.util.Map;

/**
 * Who we are for Kafka: a user and a password by SASL.
 *
 * @param user empty for none, or for a login by properties of one's own ({@code
 *     kafka.client.sasl.*})
 * @param password of that user
 * @param mechanism how the password is shown
 */
record KafkaLogin(String user, Secret password, Mechanism mechanism) {
  private static final String PROTOCOL = "security.protocol";
  private static final String JAAS = "sasl.jaas.config";

  /** The mechanisms of SASL in which a password is shown. */
  enum Mechanism {
    /** The password itself (RFC 4616): only over TLS. */
    PLAIN("plain.PlainLoginModule"),
    /** A proof that it is known (RFC 7677). */
    SCRAM_SHA_256("scram.ScramLoginModule"),
    /** The same with a longer hash. */
    SCRAM_SHA_512("scram.ScramLoginModule");

    private final String loginModule;

    Mechanism(String loginModule) {
      this.loginModule = "org.apache.kafka.common.security." + loginModule;
    }

    private String id() {
      return name().replace('_', '-');
    }
  }

  static KafkaLogin read(Settings s) {
    return new KafkaLogin(
        s.text("kafka.user", "", "user of Kafka, empty for none"),
        s.secret("kafka.password", "", "password of the user"),
        s.choice("kafka.sasl-mechanism", Mechanism.SCRAM_SHA_512, "how the user logs in"));
  }

  /** Notes what contradicts the login among the other properties of Kafka clients. */
  void refuse(Settings s, Map<String, String> client) {
    if (user.isEmpty()) {
      return;
    }
    if (client.containsKey(JAAS)) {
      s.refuse("kafka.user and kafka.client." + JAAS + " are two logins; give one of them");
    }
    if (!protocol(client).startsWith("SASL_")) {
      s.refuse(
          String.format(
              Locale.ROOT,
              "kafka.client.%s: with kafka.user it must be SASL_PLAINTEXT or SASL_SSL",
              PROTOCOL));
    }
  }

  /** Properties of a Kafka client; none without a user. */
  Map<String, String> properties(Map<String, String> client) {
    if (user.isEmpty()) {
      return Map.of();
    }
    return Map.of(PROTOCOL, protocol(client), "sasl.mechanism", mechanism.id(), JAAS, jaas());
  }

  private static String protocol(Map<String, String> client) {
    return client.getOrDefault(PROTOCOL, "SASL_PLAINTEXT");
  }

  private String jaas() {
    return String.format(
        Locale.ROOT,
        "%s required username=\"%s\" password=\"%s\";",
        mechanism.loginModule,
        quoted(user),
        quoted(password.value()));
  }

  /** Within the quotes of a JAAS configuration. */
  private static String quoted(String text) {
    return text.replace("\\", "\\\\").replace("\"", "\\\"");
  }
}
