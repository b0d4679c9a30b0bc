package io.streamproc.bench.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

class ModelCommandTest {
  private final StringWriter out = new StringWriter();
  private final StringWriter errors = new StringWriter();

  private int run(String... arguments) {
    return new CommandLine(new ModelCommand())
        .setOut(new PrintWriter(out))
        .setErr(new PrintWriter(errors))
        .execute(arguments);
  }

  @Test
  @DisplayName("the price is shown with its terms")
  void price() {
    assertEquals(0, run("--price-vcpu-hour", "0.04", "--price-gib-hour=0.005"));
    assertTrue(out.toString().matches("(?s).* x 0\\.04 \\+ .* x 0\\.005 = .*"), out.toString());
  }

  @Test
  @DisplayName("a tree that is busier than its tick is named")
  void overload() {
    assertEquals(0, run("--cost", "web-ui.send.micros=1000"));
    assertTrue(out.toString().contains("falls behind"), out.toString());
  }

  @Test
  @DisplayName("an unknown cost is a wrong usage")
  void unknownCost() {
    assertEquals(CommandLine.ExitCode.USAGE, run("--cost", "nothing=1"));
    assertTrue(errors.toString().contains("unknown cost nothing"), errors.toString());
  }
}
