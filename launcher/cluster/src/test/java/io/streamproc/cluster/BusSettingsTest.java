package io.streamproc.cluster;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.streamproc.core.settings.Settings;
import io.vertx.core.eventbus.EventBusOptions;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class BusSettingsTest {
  private static EventBusOptions applied(EventBusOptions options) {
    ClusterSettings.read(Settings.of(Map.of("cluster.enabled", "true"))).bus().applyTo(options);
    return options;
  }

  @Test
  @DisplayName("a connection whose other end is silent is given up when a member would be")
  void silence() {
    EventBusOptions options = applied(new EventBusOptions());
    assertEquals(8_000, options.getClusterPingInterval() + options.getClusterPingReplyInterval());
    assertTrue(options.getClusterPingReplyInterval() >= 5_000, "longer than a collection takes");
  }

  @Test
  @DisplayName("what was chosen in the options already stays")
  void chosen() {
    EventBusOptions options =
        applied(
            new EventBusOptions()
                .setHost("10.0.0.1")
                .setPort(7)
                .setClusterPingInterval(11)
                .setClusterPingReplyInterval(12));
    assertEquals("10.0.0.1", options.getHost());
    assertEquals(7, options.getPort());
    assertEquals(11, options.getClusterPingInterval());
    assertEquals(12, options.getClusterPingReplyInterval());
  }
}
