package io.streamproc.bench.fuzz;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.apache.commons.compress.compressors.CompressorStreamFactory;

/**
 * A grammar of files to replay: tables and JSON as programs export them, compressed or not, with
 * damage that occurs in files.
 */
final class ReplayFiles {
  private static final List<String> PACKINGS = List.of("gz", "bzip2", "xz", "zstd");
  private static final byte[] ZIP = {'P', 'K', 3, 4, 0, 0};

  private ReplayFiles() {}

  /**
   * @param name name of the file, without a slash or NUL
   * @param events number of events that it certainly contains, or negative if it is damaged or
   *     ambiguous
   */
  record ReplayFile(String name, byte[] content, int events) {}

  static ReplayFile next(Dice dice) {
    if (dice.chance(0.05)) {
      return new ReplayFile(name(dice), garbage(dice), -1);
    }
    ReplayTable table = ReplayTable.next(dice);
    Charset charset = charset(dice, table.ascii());
    boolean utf16 = charset.name().startsWith("UTF-16");
    boolean mark = utf16 || charset == StandardCharsets.UTF_8 && dice.chance(0.1);
    byte[] content = ((mark ? "\uFEFF" : "") + table.text()).getBytes(charset);
    int events = table.events();
    if (dice.chance(0.1)) {
      content = Mutation.of(content, dice);
      events = -1;
    }
    if (dice.chance(0.25)) {
      content = packed(content, dice);
      if (dice.chance(0.15)) {
        content = Mutation.of(content, dice);
        events = -1;
      }
    }
    return new ReplayFile(name(dice), content, events);
  }

  private static Charset charset(Dice dice, boolean ascii) {
    return switch (dice.between(0, 11)) {
      case 0 -> StandardCharsets.UTF_16LE;
      case 1 -> StandardCharsets.UTF_16BE;
      case 2 -> ascii ? StandardCharsets.ISO_8859_1 : StandardCharsets.UTF_8;
      default -> StandardCharsets.UTF_8;
    };
  }

  private static byte[] garbage(Dice dice) {
    return dice.choose(
        () -> new byte[0],
        () -> dice.bytes(dice.between(1, 5_000)),
        () -> new byte[dice.between(1, 5_000)],
        () -> ZIP.clone(),
        () -> "[".repeat(dice.between(1, 5_000)).getBytes(StandardCharsets.UTF_8),
        () -> dice.text(2_000).getBytes(StandardCharsets.UTF_8),
        () -> "\n\r\n \t\r".repeat(dice.between(1, 500)).getBytes(StandardCharsets.UTF_8),
        () -> Arrays.copyOf(packed(new byte[100], dice), dice.between(1, 20)),
        () -> packed(new byte[dice.between(0, 1 << 20)], dice));
  }

  /** Some programs write several members in sequence. */
  private static byte[] packed(byte[] content, Dice dice) {
    String packing = dice.pick(PACKINGS);
    int cut = dice.chance(0.2) ? dice.between(0, content.length) : content.length;
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    pack(packing, Arrays.copyOf(content, cut), out);
    if (cut < content.length) {
      pack(packing, Arrays.copyOfRange(content, cut, content.length), out);
    }
    return out.toByteArray();
  }

  private static void pack(String packing, byte[] content, ByteArrayOutputStream out) {
    try (OutputStream into =
        new CompressorStreamFactory().createCompressorOutputStream(packing, out)) {
      into.write(content);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Any character that a file system accepts, regardless of its meaning in a shell or a terminal.
   */
  private static String name(Dice dice) {
    return dice.choose(
        () -> "f.csv",
        () ->
            dice.pick(
                "-x", "--", "@f", "~", "a b.csv", "it's", "100%d", "$HOME", "\\", "a\\n", "!"),
        () -> dice.pick("a\nb", "tab\t.csv", "\u001b[31mred", "bell\u0007", " ", "a\rb", "\u0085"),
        () -> dice.pick("Gr\u00f6\u00dfe.csv", "\u65e5\u672c.tsv", "\u202etxt.csv", "\ud83d\ude00"),
        () -> ascii(dice));
  }

  private static String ascii(Dice dice) {
    StringBuilder name = new StringBuilder();
    for (int i = dice.between(1, 12); i > 0; i--) {
      char one = (char) dice.between(' ', '~');
      name.append(one == '/' ? '_' : one);
    }
    return name.toString().matches("\\.{1,2}") ? "dots" : name.toString();
  }
}
