package io.streamproc.k8s;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The series of a system in which one thing is wrong, for {@code promtool test rules}. Everything
 * else is well: all parts are ready, events are stored, and nothing is refused.
 */
final class AlertScenario {
  private static final String LABELS = "namespace=\"shop\",instance=\"%s\"";
  private static final List<String> PARTS =
      List.of(
          "event-producer",
          "event-api",
          "consumer-high",
          "consumer-low",
          "aggregator",
          "auditor",
          "web-ui");

  private final Map<String, String> series = new LinkedHashMap<>();

  private AlertScenario() {
    PARTS.forEach(part -> part(part, true, "1x120"));
    part("consumer-high-kafka", true, "1x120");
    part("consumer-low-kafka", true, "1x120");
    part("event-api-kafka", false, "1x120");
    part("aggregator-high", false, "1x120");
    part("aggregator-low", false, "1x120");
    part("web-ui-aggregator", false, "1x120");
    for (String role : List.of("consumer-high", "consumer-low")) {
      with("streamproc_consumer_lag_age_seconds", role, "role=\"" + role + "\"", "1x120");
      for (String cause : List.of("unavailable", "too-large", "refused", "unknown", "behind")) {
        with(
            "streamproc_consumer_store_failures_total",
            role,
            "role=\"" + role + "\",cause=\"" + cause + "\"",
            "0x120");
      }
      dead(role, "invalid", "0x120");
      dead(role, "refused-by-store", "0x120");
    }
    answers(202, "0+600x120");
    answers(503, "0+6x120"); // 1 %
    with(
        "streamproc_http_certificate_expiry_timestamp_seconds",
        "web-ui",
        "server=\"web-ui\"",
        "2000000x120"); // 23 days
    for (String part : PARTS) {
      with("streamproc_event_loop_delay_seconds_max", part, "", "0.3x120");
      with("process_uptime_seconds", part, "", "1000+60x120");
    }
    with("kube_job_status_failed", "", "job_name=\"demo-streamproc-verify-1\"", "0x120");
    with("kube_job_status_failed", "", "job_name=\"backup-1\"", "1x120");
  }

  static AlertScenario healthy() {
    return new AlertScenario();
  }

  /**
   * Sets the values of a series, each one minute after the last.
   *
   * @param values as promtool reads them: {@code 0+5x9} is 0 and nine more, each 5 larger; {@code
   *     _} is no sample; and {@code 1x9} is 1 and nine more
   */
  AlertScenario with(String meter, String instance, String labels, String values) {
    List<String> all = new ArrayList<>();
    all.add(String.format(LABELS, instance));
    if (!labels.isEmpty()) {
      all.add(labels);
    }
    String expanded = values.replaceAll("(?<=^| )(NaN|[0-9.]+)x", "$1+0x");
    series.put(meter + "{" + String.join(",", all) + "}", expanded);
    return this;
  }

  /** Sets the readiness of a part. */
  AlertScenario part(String part, boolean required, String values) {
    String instance = part.replaceAll("-(kafka|aggregator|high|low)$", "");
    String of = part.startsWith("consumer") ? part.replace("-kafka", "") : instance;
    return with(
        "streamproc_health_ready",
        of,
        "part=\"" + part + "\",required=\"" + required + "\"",
        values);
  }

  AlertScenario failures(String role, String cause, String values) {
    return with(
        "streamproc_consumer_store_failures_total",
        role,
        "role=\"" + role + "\",cause=\"" + cause + "\"",
        values);
  }

  AlertScenario lag(String role, String values) {
    return with("streamproc_consumer_lag_age_seconds", role, "role=\"" + role + "\"", values);
  }

  AlertScenario dead(String role, String reason, String values) {
    return with(
        "streamproc_consumer_dead_total",
        role,
        "role=\"" + role + "\",reason=\"" + reason + "\"",
        values);
  }

  AlertScenario answers(int status, String values) {
    return with(
        "streamproc_event_api_requests_total", "event-api", "status=\"" + status + "\"", values);
  }

  /** The test of a file for promtool: which alerts fire after half an hour, and no others. */
  String test(String name, String... alerts) {
    StringBuilder text = new StringBuilder();
    text.append("  - name: ").append(name).append('\n');
    text.append("    interval: 1m\n    input_series:\n");
    series.forEach(
        (id, values) ->
            text.append("      - {series: '")
                .append(id)
                .append("', values: '")
                .append(values)
                .append("'}\n"));
    text.append("    promql_expr_test:\n");
    text.append("      - expr: group by (alertname) (ALERTS{alertstate=\"firing\"})\n");
    text.append("        eval_time: 30m\n        exp_samples:\n");
    Arrays.stream(alerts)
        .forEach(
            alert ->
                text.append("          - {labels: '{alertname=\"")
                    .append(alert)
                    .append("\"}', value: 1}\n"));
    return alerts.length == 0
        ? text.toString().replace("exp_samples:\n", "exp_samples: []\n")
        : text.toString();
  }
}
