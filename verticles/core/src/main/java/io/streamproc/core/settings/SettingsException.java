package io.streamproc.core.settings;

import java.util.List;

/** Settings that can't be used; the message lists every problem, one a line. */
public final class SettingsException extends IllegalArgumentException {
  private static final long serialVersionUID = 1;

  private final transient List<String> problems;

  public SettingsException(List<String> problems) {
    super("settings refused:\n  - " + String.join("\n  - ", problems));
    this.problems = List.copyOf(problems);
  }

  public List<String> problems() {
    return problems;
  }
}
