package io.streamproc.bench.fuzz;

import io.streamproc.launcher.Main;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/** {@code streamproc config} with a settings file, in this process. */
final class SettingsDoor implements Door {
  private static final Set<Integer> CODES = Set.of(0, 2);
  private static final Pattern INNARDS = Pattern.compile("Exception|\\tat [a-z]");

  private final Path folder;
  private final SettingsFiles files;

  /**
   * @param folder folder for the files, which are deleted again
   */
  SettingsDoor(Path folder) {
    this.folder = folder;
    files = new SettingsFiles(keys());
  }

  private static List<String> keys() {
    StringWriter out = new StringWriter();
    Main.execute(new PrintWriter(out), new PrintWriter(out), "config");
    return out.toString()
        .lines()
        .filter(line -> line.matches("[a-z].*=.*"))
        .map(line -> line.substring(0, line.indexOf('=')))
        .toList();
  }

  @Override
  public String name() {
    return "settings";
  }

  @Override
  public Complaint attempt(Dice dice, Tally tally) throws IOException {
    byte[] content = files.next(dice);
    Path file = Files.createTempFile(folder, "settings-", ".properties");
    StringWriter out = new StringWriter();
    try {
      Files.write(file, content);
      PrintWriter printer = new PrintWriter(out);
      int code = Main.execute(printer, printer, "config", "--config", file.toString());
      printer.flush();
      tally.count("settings " + code);
      return judge(code, out.toString(), content);
    } finally {
      Files.delete(file);
    }
  }

  private static Complaint judge(int code, String output, byte[] content) {
    if (!CODES.contains(code)) {
      return Complaint.of("config ends with " + code + ": " + last(output), content);
    }
    if (INNARDS.matcher(output).find()) {
      return Complaint.of("config shows its inside: " + last(output), content);
    }
    return output.contains(SettingsFiles.SECRET) && SettingsFiles.namesSecrets(content)
        ? Complaint.of("config shows a secret", content)
        : null;
  }

  private static String last(String output) {
    return output.substring(Math.max(0, output.length() - 300));
  }
}
