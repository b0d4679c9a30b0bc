package io.streamproc.testkit;

import java.io.IOException;
import java.nio.charset.StandardCharsets;

/** Signals that Java itself can't send. Only for processes that the test has started. */
public final class Signals {
  private Signals() {}

  /**
   * @param signal its name without SIG: STOP, CONT, KILL, TERM
   * @throws IOException if the process is not there or not ours
   */
  public static void send(String signal, long pid) throws IOException, InterruptedException {
    Process kill =
        new ProcessBuilder("kill", "-" + signal, Long.toString(pid))
            .redirectErrorStream(true)
            .start();
    String said = new String(kill.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (kill.waitFor() != 0) {
      throw new IOException("kill -" + signal + " " + pid + ": " + said.strip());
    }
  }
}
