package io.streamproc.core.role;

import io.streamproc.core.settings.SettingsException;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Checks whether Vert.x's launcher could parse its {@code -conf}. A text that is neither a JSON
 * object nor the name of a file with one is only a warning to the launcher: it deploys the verticle
 * without settings, which would then work on the wrong servers.
 *
 * <p>The launcher's hooks can't tell: its main class takes none, and {@code afterConfigParsed} gets
 * null both for a {@code -conf} that is absent and for one that can't be read. So this looks at the
 * command line of the process.
 */
final class LauncherConf {
  private static final Pattern GIVEN = Pattern.compile("\\s--?conf[\\s=]\\s*(.*)", Pattern.DOTALL);
  private static final Pattern EMPTY_OBJECT = Pattern.compile("\\s*\\{\\s*}");

  private LauncherConf() {}

  /**
   * @param config the JSON that the verticle got
   * @param command main class and arguments of the process, from {@code sun.java.command}
   * @throws SettingsException if the command has a configuration and the verticle got none
   */
  static void requireUnderstood(JsonObject config, String command) {
    Matcher given = GIVEN.matcher(command);
    if (config.isEmpty() && given.find() && !isEmptyObject(given.group(1))) {
      throw new SettingsException( // without the text, which may contain a password
          List.of(
              "-conf is neither a JSON object nor a file that contains one"
                  + hint(given.group(1))));
    }
  }

  private static String hint(String argument) {
    return content(argument.split("\\s", 2)[0]).startsWith("\uFEFF")
        ? ": the file begins with a byte order mark, save it without"
        : "";
  }

  private static boolean isEmptyObject(String argument) {
    return EMPTY_OBJECT.matcher(argument).lookingAt()
        || EMPTY_OBJECT.matcher(content(argument.split("\\s", 2)[0])).lookingAt();
  }

  private static String content(String file) {
    try {
      return Files.readString(Path.of(file));
    } catch (IOException | InvalidPathException e) {
      return "";
    }
  }
}
