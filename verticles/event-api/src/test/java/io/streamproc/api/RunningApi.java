package io.streamproc.api;

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

  /** Returns how often each value is in the topic. */
  Map<String, Integer> values() {
    return kafka.values(topic);
  }
}
