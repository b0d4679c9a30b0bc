package io.streamproc.audit.doctor;

import io.streamproc.core.text.Printable;
import io.vertx.core.json.JsonObject;
import java.util.Locale;

/**
 * One finding, as one line.
 *
 * @param subject what was looked at, such as {@code topic events}
 * @param text what was found
 * @param remedy what to do; empty if {@link Severity#OK}
 */
public record Diagnosis(Severity severity, String subject, String text, String remedy) {
  static Diagnosis ok(String subject, String text) {
    return new Diagnosis(Severity.OK, subject, text, "");
  }

  static Diagnosis warning(String subject, String text, String remedy) {
    return new Diagnosis(Severity.WARNING, subject, text, remedy);
  }

  /** Reports a failure, also of a check itself. */
  public static Diagnosis error(String subject, String text, String remedy) {
    return new Diagnosis(Severity.ERROR, subject, text, remedy);
  }

  /** For programs. */
  public JsonObject toJson() {
    return new JsonObject()
        .put("severity", severity.name().toLowerCase(Locale.ROOT))
        .put("subject", subject)
        .put("text", text)
        .put("remedy", remedy);
  }

  @Override
  public String toString() {
    String line =
        String.format(
            Locale.ROOT, "%-8s %s: %s", severity.name().toLowerCase(Locale.ROOT), subject, text);
    return Printable.of(remedy.isEmpty() ? line : line + "; " + remedy);
  }
}
