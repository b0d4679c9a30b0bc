package io.streamproc.testkit;

import java.io.PrintWriter;
import java.io.StringWriter;

/**
 * Output of a command run in this JVM; for commands that end before anything starts.
 *
 * @param code exit code
 * @param out standard output
 * @param err standard error
 */
public record Cli(int code, String out, String err) {
  /** A command line program that writes to these writers. */
  public interface Program {
    /** Returns the exit code. */
    int execute(PrintWriter out, PrintWriter err, String... arguments);
  }

  /** Runs the program to its end. */
  public static Cli run(Program program, String... arguments) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    int code = program.execute(new PrintWriter(out, true), new PrintWriter(err, true), arguments);
    return new Cli(code, out.toString(), err.toString());
  }
}
