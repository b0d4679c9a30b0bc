package io.streamproc.api.request;

import io.streamproc.core.event.InvalidEventException;
import java.util.Map;
import java.util.Optional;

/**
 * Configuration hints for common log and metric shippers, derived from the events that they send by
 * default. See {@code docs/shippers.md}.
 */
final class ShipperHints {
  private static final String FLUENT_BIT_DATE =
      "in Fluent Bit set 'json_date_key time' and 'json_date_format iso8601', or 'json_date_key"
          + " false'";
  private static final String ONLY_OURS =
      "send 'amount' and 'time' only: in Vector by encoding.only_fields = [\"amount\", \"time\"],"
          + " in Fluent Bit by the filter record_modifier with Allowlist_key amount and time";
  private static final String TELEGRAF =
      "in Telegraf set json_transformation ="
          + " 'metrics.{\"amount\": fields.value, \"time\": timestamp}'"
          + " and json_timestamp_units = \"1ms\"";

  private static final Map<String, String> BY_UNKNOWN_FIELD =
      Map.ofEntries(
          Map.entry("date", FLUENT_BIT_DATE),
          Map.entry("@timestamp", ONLY_OURS),
          Map.entry("timestamp", ONLY_OURS),
          Map.entry("message", ONLY_OURS),
          Map.entry("log", ONLY_OURS),
          Map.entry("host", ONLY_OURS),
          Map.entry("source_type", ONLY_OURS),
          Map.entry("metrics", TELEGRAF),
          Map.entry("fields", TELEGRAF),
          Map.entry("tags", TELEGRAF),
          Map.entry("name", TELEGRAF));

  private ShipperHints() {}

  /** Returns the hint for this error, if there is one. */
  static Optional<String> of(InvalidEventException e) {
    String reason = e.reason();
    if (reason.startsWith("is unknown")) {
      return Optional.ofNullable(BY_UNKNOWN_FIELD.get(e.field()));
    }
    if (reason.startsWith("trailing data")) {
      return Optional.of(
          "one object a line has a type of its own, application/x-ndjson; in Fluent Bit set"
              + " 'format json_lines' instead of json_stream");
    }
    return "time".equals(e.field()) ? ofTime(reason) : Optional.empty();
  }

  private static Optional<String> ofTime(String reason) {
    if (reason.startsWith("appears twice")) {
      return Optional.of(
          "in Fluent Bit set 'json_date_key false' if the records have a field 'time' themselves");
    }
    return reason.endsWith("found a number") ? Optional.of(FLUENT_BIT_DATE) : Optional.empty();
  }
}
