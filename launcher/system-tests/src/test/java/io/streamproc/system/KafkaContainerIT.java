package io.streamproc.system;

import io.streamproc.testkit.ContainerServer;
import java.util.Map;
import org.apache.kafka.common.utils.AppInfoParser;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.testcontainers.kafka.KafkaContainer;

@DisplayName("The pipeline on Kafka in a container")
class KafkaContainerIT extends PipelineScenario {
  private KafkaContainer kafka;

  @Override
  Map<String, String> servers() throws Exception {
    kafka =
        ContainerServer.require(
            "kafka", "apache/kafka:" + AppInfoParser.getVersion(), KafkaContainer::new);
    return Map.of("kafka.bootstrap-servers", kafka.getBootstrapServers(), "kafka.user", "");
  }

  @AfterEach
  void stop() {
    if (kafka != null) {
      kafka.stop();
    }
  }
}
