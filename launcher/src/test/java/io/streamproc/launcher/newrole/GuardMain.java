package io.streamproc.launcher.newrole;

import io.streamproc.launcher.ArchitectureTest;
import io.streamproc.launcher.ChartValuesTest;
import io.streamproc.launcher.RoleModulesTest;
import java.nio.file.Path;
import org.junit.jupiter.api.DynamicTest;

/** Runs the tests that guard every role, with the roles of this process's class path. */
final class GuardMain {
  private GuardMain() {}

  /**
   * Prints a line for each rule that the classes break, and fails where module and chart don't fit
   * the roles.
   *
   * @param arguments the checkout
   */
  public static void main(String[] arguments) throws Throwable {
    Path checkout = Path.of(arguments[0]);
    RoleModulesTest.assertFound(checkout);
    ChartValuesTest.assertWired(checkout);
    for (DynamicTest rule : new ArchitectureTest().rules().toList()) {
      try {
        rule.getExecutable().execute();
      } catch (AssertionError e) {
        print("broken: " + e.getMessage());
      }
    }
    print("guarded");
  }

  private static void print(String line) {
    System.out.println(line);
  }
}
