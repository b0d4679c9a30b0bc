package io.streamproc.launcher;

import java.io.PrintWriter;
import java.io.StringWriter;
import picocli.CommandLine;

/**
 * What one use of the command line said, in this JVM: for what ends before anything starts.
 *
 * @param code exit code
 * @param out standard output
 * @param err standard error
 */
record Cli(int code, String out, String err) {
  static Cli run(String... arguments) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    Shutdown never =
        new Shutdown(
            code -> {
              throw new AssertionError("the process was to end with " + code);
            });
    CommandLine commandLine =
        Main.commandLine(never)
            .setOut(new PrintWriter(out, true))
            .setErr(new PrintWriter(err, true));
    return new Cli(commandLine.execute(arguments), out.toString(), err.toString());
  }
}
