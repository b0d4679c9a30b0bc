package io.streamproc.k8s;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.HasMetadata;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("The chart's values")
class ChartInputTest {
  @ParameterizedTest
  @DisplayName("rejects unknown and invalid values, and names them")
  @CsvSource(
      delimiter = '|',
      value = {
        "kafak.enabled | true | kafak",
        "roles.consumer-hihg.replicas | 2 | consumer-hihg",
        "roles.event-api.replica | 2 | replica",
        "roles.event-api.replicas | two | replicas",
        "cluster.discovery | multicast | discovery",
        "defaults.stopSeconds | 10 | stopSeconds",
        "settings.kafka | 1 | invalid propertyName 'kafka'",
        "settings.kafak\\.topic | x | settings: kafak.topic: no such setting",
        "roles.event-api.settings.tally\\.limit | 1 |"
            + " roles.event-api.settings: tally.limit: no such setting",
        "roles.Tally.uses[0] | kafka | Tally",
        "roles.toolbox.uses[0] | kafka | toolbox",
        "roles.tally.uses[0] | kafak | roles.tally.uses: kafak is neither a server nor a role",
        "roles.tally.uses[0] | consumer-low | roles.tally.uses: consumer-low has no port",
        "ingress.hosts | x | hosts",
        "image.pullPolicy | Sometimes | pullPolicy",
        "timescale.outside.sslmode | maybe | sslmode",
        "influx.outside.url | influx:8086 | url",
        "kafka.persistence.size | big | size",
        "image.digest | latest | digest",
        "passwords.seed | short | seed",
        "global.imageRegistri | x | global.imageRegistri: unknown",
      })
  void refused(String key, String value, String named) {
    Exception e = assertThrows(Exception.class, () -> Chart.render(Map.of(key, value)));
    assertTrue(e.getMessage().contains(named), e.getMessage());
  }

  @ParameterizedTest
  @DisplayName("rejects values that would start but not work")
  @CsvSource(
      delimiter = '|',
      value = {
        "kafka.enabled | false | kafka.outside.bootstrapServers",
        "timescale.enabled | false | timescale.outside.host",
        "influx.enabled | false | influx.outside.url",
        "influx.reader.user | streamproc_writer | influx.reader.user: must differ",
        "settings.timescale\\.password | hunter2 | settings: timescale.password is a secret",
        "roles.event-api.settings.influx\\.token | x |"
            + " roles.event-api.settings: influx.token is a secret",
      })
  void incomplete(String key, String value, String message) {
    Object typed = value.equals("false") ? Boolean.FALSE : value;
    Exception e = assertThrows(Exception.class, () -> Chart.render(Map.of(key, typed)));
    assertTrue(e.getMessage().contains(message), e.getMessage());
  }

  @Test
  @DisplayName("rejects verify-full for TimescaleDB without a CA certificate")
  void noIssuer() {
    Map<String, Object> outside =
        Map.of("timescale.enabled", false, "timescale.outside.host", "timescale.db");
    Exception e = assertThrows(Exception.class, () -> Chart.render(outside));
    assertTrue(e.getMessage().contains("timescale.outside.caSecret"), e.getMessage());
    Map<String, Object> mounted = new HashMap<>(outside);
    mounted.put("settings.timescale\\.ca-file", "/etc/issuer.crt");
    assertFalse(Chart.render(mounted).isEmpty());
  }

  @Test
  @DisplayName("makes an environment variable of a setting, with large numbers unchanged")
  void settings() {
    HasMetadata map =
        KubernetesModel.read(Chart.render("scaled").get("ConfigMap demo-streamproc-settings"));
    Map<String, String> data = ((ConfigMap) map).getData();
    assertEquals("12", data.get("STREAMPROC_KAFKA_PARTITIONS"));
    assertEquals("268435456", data.get("STREAMPROC_EVENT_API_MAX_IN_FLIGHT"));
    assertEquals("5.5", data.get("STREAMPROC_CONSUMER_THRESHOLD"));
    assertEquals("true", data.get("STREAMPROC_INFLUX_GZIP"));
  }

  @Test
  @DisplayName("rejects another size of an existing volume, and says how to change it")
  void claims() {
    Chart.api().addSet("demo-streamproc-kafka", "10Gi");
    try {
      assertFalse(Chart.renderAgain(Map.of()).isEmpty());
      Exception e =
          assertThrows(
              Exception.class, () -> Chart.renderAgain(Map.of("kafka.persistence.size", "20Gi")));
      assertTrue(
          e.getMessage()
              .contains("kubectl -n shop delete sts demo-streamproc-kafka --cascade=orphan"),
          e.getMessage());
      assertFalse(
          Chart.renderAgain(
                  Map.of(
                      "kafka.persistence.size", "20Gi", "kafka.persistence.existingClaim", "mine"))
              .isEmpty());
    } finally {
      Chart.api().clear();
    }
  }
}
