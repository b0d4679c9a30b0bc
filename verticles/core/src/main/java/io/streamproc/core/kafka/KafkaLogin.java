package io.streamproc.core.kafka;

import io.streamproc.core.settings.Secret;
import io.streamproc.core.settings.Settings;
import io.streamproc.core.text.ProcessLocale;
import java.util.Locale;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The SASL login of Kafka clients: a user and a password.
 *
 * @param user empty for no login, or for a login by other properties ({@code kafka.client.sasl.*})
 * @param password the user's password
 * @param mechanism how the client proves that it knows the password
 */
record KafkaLogin(String user, Secret password, Mechanism mechanism) {
  private static final Logger LOG = LoggerFactory.getLogger(KafkaLogin.class);
  private static final String PROTOCOL = "security.protocol";
  private static final String MECHANISM = "sasl.mechanism";
  private static final String JAAS = "sasl.jaas.config";

  /** The SASL mechanisms with a password. */
  enum Mechanism {
    /** Sends the password itself (RFC 4616); use it only with TLS. */
    PLAIN("plain.PlainLoginModule"),
    /** Sends a proof of the password (RFC 7677). */
    SCRAM_SHA_256("scram.ScramLoginModule"),
    /** The same with SHA-512. */
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
        s.text("kafka.user", "", "user for Kafka, empty for no login"),
        s.secret("kafka.password", "", "password of the user"),
        s.choice("kafka.sasl-mechanism", Mechanism.SCRAM_SHA_512, "SASL mechanism of the login"));
  }

  /** Reports other properties of Kafka clients that contradict the login. */
  void refuse(Settings s, Map<String, String> client) {
    if (user.isEmpty()) {
      return;
    }
    if (client.containsKey(JAAS)) {
      s.refuse("kafka.user and kafka.client." + JAAS + " are two logins; set only one of them");
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
    return Map.of(PROTOCOL, protocol(client), MECHANISM, mechanism.id(), JAAS, jaas());
  }

  /**
   * Must be called before a client is created. Kafka's client formats a number of the SCRAM
   * exchange with the JVM's default locale: with other digits than 0 to 9 its proof of the password
   * is wrong, and the broker refuses it.
   *
   * @param client the client's properties
   */
  static void prepare(Map<String, ?> client) {
    if (String.valueOf(client.get(MECHANISM)).startsWith("SCRAM")
        && ProcessLocale.useAsciiDigits()) {
      LOG.info(
          "the default locale now formats numbers with the digits 0 to 9: with others, Kafka's SCRAM"
              + " login fails");
    }
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

  /** Escapes text for the quotes of a JAAS configuration. */
  private static String quoted(String text) {
    return text.replace("\\", "\\\\").replace("\"", "\\\"");
  }
}
