package io.streamproc.core.settings;

import io.streamproc.core.text.Credentials;
import io.streamproc.core.text.Printable;
import java.util.List;

/**
 * Settings that can't be used; the message lists every problem, one per line. Every message masks
 * values that may be credentials.
 */
public final class SettingsException extends IllegalArgumentException {
  private static final long serialVersionUID = 1;

  private final transient List<String> problems;

  public SettingsException(List<String> problems) {
    this(problems.stream().map(SettingsException::shown).toList(), true);
  }

  private SettingsException(List<String> problems, boolean shown) {
    super("settings refused:\n  - " + String.join("\n  - ", problems));
    this.problems = problems;
  }

  private static String shown(String problem) {
    return Printable.of(Credentials.masked(problem));
  }

  public List<String> problems() {
    return problems;
  }
}
