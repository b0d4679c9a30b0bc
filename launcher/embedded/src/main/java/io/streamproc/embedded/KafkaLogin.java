package io.streamproc.embedded;

import java.security.NoSuchAlgorithmException;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import javax.security.auth.callback.Callback;
import javax.security.auth.callback.NameCallback;
import javax.security.auth.callback.UnsupportedCallbackException;
import javax.security.auth.login.AppConfigurationEntry;
import org.apache.kafka.common.security.auth.AuthenticateCallbackHandler;
import org.apache.kafka.common.security.scram.ScramCredential;
import org.apache.kafka.common.security.scram.ScramCredentialCallback;
import org.apache.kafka.common.security.scram.ScramLoginModule;
import org.apache.kafka.common.security.scram.internals.ScramFormatter;
import org.apache.kafka.common.security.scram.internals.ScramMechanism;

/**
 * Authentication of clients, broker and controller: SASL with SCRAM (RFC 5802, RFC 7677), one user.
 * The password itself is never sent, so a program that listens on the port while the broker is down
 * does not learn it.
 *
 * <p>Kafka keeps SCRAM credentials in its metadata, where they would have to exist before the first
 * connection. This handler derives the only credential from the broker's own settings instead,
 * which also works on a folder that was formatted without credentials.
 */
public final class KafkaLogin implements AuthenticateCallbackHandler {
  /** Kafka's name of the mechanism. */
  static final String MECHANISM = ScramMechanism.SCRAM_SHA_256.mechanismName();

  private static final int ITERATIONS = ScramMechanism.SCRAM_SHA_256.minIterations();

  private String user;
  private ScramCredential credential;

  /** Returns the settings of a client. */
  static Map<String, String> client(String password) {
    return Map.of(
        "security.protocol",
        "SASL_PLAINTEXT",
        "sasl.mechanism",
        MECHANISM,
        "sasl.jaas.config",
        jaas(password));
  }

  /**
   * Returns the settings of the broker for these listeners, including both ends of its own
   * connections.
   */
  static Map<String, String> server(String password, String... listeners) {
    Map<String, String> all = new HashMap<>();
    all.put("sasl.enabled.mechanisms", MECHANISM);
    all.put("sasl.mechanism.inter.broker.protocol", MECHANISM);
    all.put("sasl.mechanism.controller.protocol", MECHANISM);
    for (String listener : listeners) {
      String prefix =
          String.format(Locale.ROOT, "listener.name.%s.%s.", listener, MECHANISM)
              .toLowerCase(Locale.ROOT);
      all.put(prefix + "sasl.jaas.config", jaas(password));
      all.put(prefix + "sasl.server.callback.handler.class", KafkaLogin.class.getName());
    }
    return all;
  }

  private static String jaas(String password) {
    return String.format(
        Locale.ROOT,
        "%s required username=\"%s\" password=\"%s\";",
        ScramLoginModule.class.getName(),
        Password.USER,
        password);
  }

  @Override
  public void configure(
      Map<String, ?> configs, String mechanism, List<AppConfigurationEntry> entries) {
    Map<String, ?> options = entries.get(0).getOptions();
    user = (String) options.get("username");
    try {
      credential =
          new ScramFormatter(ScramMechanism.forMechanismName(mechanism))
              .generateCredential((String) options.get("password"), ITERATIONS);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e); // every JDK has it
    }
  }

  /** Handles the server's side of a login; an unknown user gets no credential. */
  @Override
  public void handle(Callback[] callbacks) throws UnsupportedCallbackException {
    String name = null;
    for (Callback callback : callbacks) {
      if (callback instanceof NameCallback asked) {
        name = asked.getDefaultName();
      } else if (callback instanceof ScramCredentialCallback wanted) {
        wanted.scramCredential(user.equals(name) ? credential : null);
      } else {
        throw new UnsupportedCallbackException(callback);
      }
    }
  }

  @Override
  public void close() {}
}
