package io.streamproc.api;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;

/**
 * A real event-api for the tests of a class, with its own topic. The broker is shared by all
 * classes of the JVM that use this extension.
 */
final class RunningApi implements BeforeAllCallback, AfterAllCallback {
  private final Map<String, String> settings;
  private final String topic = KafkaServer.uniqueTopic();
  private KafkaServer kafka;
  private ApiServer api;

  /**
   * @param settings settings of event-api, in addition to those of the tests
   */
  RunningApi(Map<String, String> settings) {
    this.settings = settings;
  }

  @Override
  public void beforeAll(ExtensionContext context) throws Exception {
    kafka =
        context
            .getRoot()
            .getStore(Namespace.GLOBAL)
            .computeIfAbsent(KafkaServer.class, key -> KafkaServer.started(), KafkaServer.class);
    api = new ApiServer(kafka.bootstrapServers(), topic, settings).ready();
  }

  @Override
  public void afterAll(ExtensionContext context) {
    api.close();
  }

  ApiServer api() {
    return api;
  }

  /** Returns the number of events in the topic. */
  long count() {
    return kafka.count(topic);
  }

  /** Returns the values of a header of the records with this value. */
  List<String> headers(String value, String header) {
    List<String> found = new ArrayList<>();
    KafkaServer.read(
        kafka.bootstrapServers(),
        topic,
        r -> {
          if (new String(r.value(), UTF_8).equals(value)) {
            r.headers().headers(header).forEach(h -> found.add(new String(h.value(), UTF_8)));
          }
        });
    return found;
  }

  /** Returns how often each value is in the topic. */
  Map<String, Integer> values() {
    return kafka.values(topic);
  }
}
