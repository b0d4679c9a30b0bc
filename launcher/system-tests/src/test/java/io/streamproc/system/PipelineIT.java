package io.streamproc.system;

import java.util.Map;
import org.junit.jupiter.api.DisplayName;

@DisplayName("The pipeline on embedded servers")
class PipelineIT extends PipelineScenario {
  @Override
  Map<String, String> servers() {
    return Map.of();
  }
}
