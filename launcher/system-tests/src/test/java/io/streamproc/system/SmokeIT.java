package io.streamproc.system;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.streamproc.launcher.Main;
import io.streamproc.testkit.Cli;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("smoke")
@Timeout(180)
class SmokeIT {
  @TempDir private static Path data;

  @Test
  @DisplayName(
      "finds its events in both series, through the aggregator and through the page; and says which"
          + " series lacks them when a consumer is gone")
  void smoke() throws Exception {
    try (Pipeline pipeline = new Pipeline(data)) {
      List<String> others = new ArrayList<>();
      for (String role : List.of("event-api", "consumer-high", "aggregator", "web-ui")) {
        others.add(pipeline.deploy(role));
      }
      String consumerLow = pipeline.deploy("consumer-low");
      Cli found = smoke(pipeline, "60s");
      assertEquals(0, found.code(), found.out() + found.err());
      assertTrue(found.out().contains(pipeline.aggregator() + " shows them"), found.out());
      assertTrue(found.out().contains(pipeline.page() + " shows them"), found.out());

      pipeline.undeploy(consumerLow);
      Cli missed = smoke(pipeline, "4s");
      assertEquals(3, missed.code(), missed.out() + missed.err());
      String counted = "it counts {HIGH=3, LOW=0}, expected is {HIGH=3, LOW=3}";
      assertTrue(missed.out().contains(counted), missed.out());
      for (String id : others) {
        pipeline.undeploy(id);
      }
    }
  }

  @Test
  @DisplayName("names the server that does not answer, with code 3")
  void nobody() {
    Cli missed = Cli.run(Main::execute, "smoke", "--series=http://127.0.0.1:1", "--wait=0s");
    assertEquals(3, missed.code(), missed.err());
    assertTrue(
        missed.out().startsWith("missed: http://127.0.0.1:1 does not serve both series: "),
        missed.out());
  }

  private static Cli smoke(Pipeline pipeline, String patience) {
    return Cli.run(
        Main::execute,
        "smoke",
        "--api=" + pipeline.api(),
        "--series=" + pipeline.aggregator(),
        "--series=" + pipeline.page(),
        "--events=3",
        "--wait=" + patience);
  }
}
