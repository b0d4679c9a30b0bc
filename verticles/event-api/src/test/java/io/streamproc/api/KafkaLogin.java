package io.streamproc.api;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** The password of all brokers of these tests, known before they start. */
final class KafkaLogin {
  private static final String PASSWORD = "password-of-the-tests";

  /** Settings of a role. */
  static final Map<String, String> SETTINGS =
      Map.of(
          "kafka.user", "streamproc",
          "kafka.password", PASSWORD,
          "kafka.sasl-mechanism", "scram-sha-256");

  private KafkaLogin() {}

  /** Sets the password of the broker that is started on the folder next. */
  static void prepare(Path dir) throws IOException {
    Files.createDirectories(dir);
    Files.writeString(dir.resolve("password"), PASSWORD);
  }

  /** Returns the properties of a Kafka client. */
  static Map<String, Object> client(String bootstrapServers) {
    return Map.of(
        "bootstrap.servers",
        bootstrapServers,
        "security.protocol",
        "SASL_PLAINTEXT",
        "sasl.mechanism",
        "SCRAM-SHA-256",
        "sasl.jaas.config",
        "org.apache.kafka.common.security.scram.ScramLoginModule required username=\"streamproc\""
            + " password=\""
            + PASSWORD
            + "\";");
  }
}
