package io.streamproc.bench.fuzz;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** A grammar of settings files, as editors on every system write them, and of typing errors. */
final class SettingsFiles {
  /** Used in values that may contain a credential; it must never appear in the output. */
  static final String SECRET = "s3cr3t";

  private static final List<String> SECRETS =
      List.of("timescale.password", "influx.token", "influx.password", "cluster.password");

  /** How {@link #line} writes the secret; a mutation may leave it where nothing names it so. */
  private static final Pattern NAMED =
      Pattern.compile(
          "(\u00EF\u00BB\u00BF)?(" // a byte order mark, in ISO 8859-1
              + SECRETS.stream().map(Pattern::quote).collect(Collectors.joining("|"))
              + ")="
              + SECRET
              + ".*|influx\\.url=http://u:"
              + SECRET
              + "@.*");

  private final List<String> keys;

  /**
   * @param keys keys of all settings
   */
  SettingsFiles(List<String> keys) {
    this.keys = keys;
  }

  byte[] next(Dice dice) {
    String end = dice.pick("\n", "\n", "\r\n", "\r");
    StringBuilder text = new StringBuilder(dice.chance(0.1) ? "\uFEFF" : "");
    for (int i = dice.between(0, 8); i > 0; i--) {
      text.append(line(dice)).append(end);
    }
    byte[] bytes = text.toString().getBytes(charset(dice));
    return dice.chance(0.15) ? Mutation.of(bytes, dice) : bytes;
  }

  /** Whether each secret of a file is where its reader can tell that it is one. */
  static boolean namesSecrets(byte[] content) {
    return new String(content, StandardCharsets.ISO_8859_1)
        .lines()
        .filter(line -> line.contains(SECRET))
        .allMatch(line -> NAMED.matcher(line).matches());
  }

  private static Charset charset(Dice dice) {
    return dice.chance(0.9)
        ? StandardCharsets.UTF_8
        : dice.pick(
            StandardCharsets.UTF_16, StandardCharsets.UTF_16LE, StandardCharsets.ISO_8859_1);
  }

  private String line(Dice dice) {
    return dice.choose(
        () -> key(dice) + dice.pick("=", "=", " = ", ":", " ") + value(dice),
        () -> dice.pick("# ", "! ", "", "   ") + dice.text(20),
        () -> dice.pick(SECRETS) + "=" + SECRET,
        () -> "influx.url=http://" + dice.pick("u:" + SECRET + "@", "") + value(dice),
        () -> key(dice) + "=" + value(dice) + "\\");
  }

  private String key(Dice dice) {
    String key = dice.pick(keys);
    return dice.chance(0.85)
        ? key
        : new String(Mutation.of(key.getBytes(StandardCharsets.UTF_8), dice));
  }

  private static String value(Dice dice) {
    return dice.choose(
        () -> dice.pick("true", "false", "yes", "1", "0", "-1", "", "1.5", "1e3", "NaN"),
        () -> dice.pick("10s", "1h", "250ms", "-1s", "5 s", "9999999999d", "1s1s"),
        () -> Long.toString(dice.between(-(1L << 40), 1L << 40)),
        () ->
            dice.pick("127.0.0.1:9092", "::1", "[::1]:1", "host:0", "a,b", "http://h:1", "c:\\new"),
        () -> "${" + dice.pick("timescale.password", "user.home", "x:y", "") + "}",
        () -> dice.text(30),
        () -> "9".repeat(dice.between(1, 500)));
  }
}
