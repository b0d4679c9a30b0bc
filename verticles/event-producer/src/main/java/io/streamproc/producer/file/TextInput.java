package io.streamproc.producer.file;

import java.io.BufferedInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.commons.compress.compressors.CompressorStreamFactory;

/**
 * Opens a file as text. Decompresses it if its first bytes are those of gzip, Zstandard, bzip2 or
 * xz, regardless of its name, and detects the encoding by the byte order mark.
 */
final class TextInput {
  private static final int LOOK = 4_096;
  private static final int MAX_XZ_KILOBYTES =
      128 << 10; // limit for the memory that a hostile header can request

  private TextInput() {}

  /**
   * @param encoding null: detected from the first bytes, otherwise UTF-8
   * @throws IOException if the file can't be read; the message says why
   */
  static Reader open(Path path, Charset encoding) throws IOException {
    if (Files.isDirectory(path)) {
      throw new IOException(path + " is a directory");
    }
    InputStream raw = new BufferedInputStream(Files.newInputStream(path), 65_536);
    try {
      InputStream plain = unpacked(path, raw);
      Charset charset = encoding == null ? guess(plain) : encoding;
      return withoutMark(new InputStreamReader(plain, charset));
    } catch (IOException | RuntimeException e) {
      raw.close();
      throw e;
    }
  }

  private static InputStream unpacked(Path path, InputStream raw) throws IOException {
    byte[] head = look(raw, 6);
    if (starts(head, 'P', 'K', 3, 4)) {
      throw new IOException(
          path + " is a zip archive or a spreadsheet: unpack it, or export it as CSV");
    }
    String packed = packing(head);
    if (packed == null) {
      return raw;
    }
    try {
      InputStream plain =
          new CompressorStreamFactory(true, MAX_XZ_KILOBYTES)
              .createCompressorInputStream(packed, raw);
      return new BufferedInputStream(new Unpacked(plain, path), 65_536);
    } catch (IOException | RuntimeException e) {
      throw Unpacked.damaged(path, e);
    }
  }

  /**
   * Names the damaged file in errors: the libraries give little detail, or throw unchecked
   * exceptions.
   */
  private static final class Unpacked extends FilterInputStream {
    private final Path path;

    private Unpacked(InputStream plain, Path path) {
      super(plain);
      this.path = path;
    }

    @Override
    public int read(byte[] into, int from, int length) throws IOException {
      try {
        return in.read(into, from, length);
      } catch (IOException | RuntimeException e) {
        throw damaged(path, e);
      }
    }

    /** The xz library throws here, without a message, the error that the next read reports. */
    @Override
    public int available() {
      return 0;
    }

    private static IOException damaged(Path path, Exception e) {
      String why = e.getMessage() == null ? "" : " (" + e.getMessage() + ")";
      return new IOException(path + " can't be unpacked: it is damaged or cut off" + why, e);
    }
  }

  private static String packing(byte[] head) {
    if (starts(head, 0x1F, 0x8B)) {
      return CompressorStreamFactory.GZIP;
    }
    if (starts(head, 0x28, 0xB5, 0x2F, 0xFD)) {
      return CompressorStreamFactory.ZSTANDARD;
    }
    if (starts(head, 'B', 'Z', 'h')) {
      return CompressorStreamFactory.BZIP2;
    }
    return starts(head, 0xFD, '7', 'z', 'X', 'Z', 0) ? CompressorStreamFactory.XZ : null;
  }

  private static boolean starts(byte[] head, int... magic) {
    for (int i = 0; i < magic.length; i++) {
      if (i >= head.length || (head[i] & 0xFF) != magic[i]) {
        return false;
      }
    }
    return true;
  }

  /** Text without a byte order mark is UTF-16 if every other byte is zero. */
  private static Charset guess(InputStream in) throws IOException {
    byte[] head = look(in, LOOK);
    if (starts(head, 0xFF, 0xFE)) {
      return StandardCharsets.UTF_16LE;
    }
    if (starts(head, 0xFE, 0xFF)) {
      return StandardCharsets.UTF_16BE;
    }
    int even = 0;
    int odd = 0;
    for (int i = 0; i < head.length; i++) {
      if (head[i] == 0) {
        even += 1 - i % 2;
        odd += i % 2;
      }
    }
    if (Math.max(even, odd) > head.length / 4) {
      return odd > even ? StandardCharsets.UTF_16LE : StandardCharsets.UTF_16BE;
    }
    return StandardCharsets.UTF_8;
  }

  private static byte[] look(InputStream in, int bytes) throws IOException {
    in.mark(bytes);
    byte[] head = in.readNBytes(bytes);
    in.reset();
    return head;
  }

  private static Reader withoutMark(Reader reader) throws IOException {
    java.io.BufferedReader text = new java.io.BufferedReader(reader, 65_536);
    text.mark(1);
    if (text.read() != '\uFEFF') {
      text.reset();
    }
    return text;
  }
}
