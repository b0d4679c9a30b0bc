package io.streamproc.web;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class VendorTest {
  private static final Path VENDOR = Path.of("../../webroot/vendor");
  private static final Pattern REFERENCE = Pattern.compile("(?:src|href)=\"([^\"]+)\"");

  @Test
  @DisplayName("each copied file has its recorded checksum, and each library its licence")
  void checksums() throws Exception {
    MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
    int files = 0;
    for (Path file : files()) {
      String name = file.getFileName().toString();
      if (name.equals("LICENSE.txt")) {
        continue;
      }
      Path library = VENDOR.resolve(VENDOR.relativize(file).subpath(0, 2));
      assertTrue(Files.exists(library.resolve("LICENSE.txt")), file::toString);
      if (!name.endsWith(".sha256")) {
        files++;
        String hash = HexFormat.of().formatHex(sha256.digest(Files.readAllBytes(file)));
        String noted = Files.readString(file.resolveSibling(name + ".sha256"));
        assertEquals(hash + "  " + name + "\n", noted);
      }
    }
    assertEquals(3, files);
  }

  private static List<Path> files() throws IOException {
    try (Stream<Path> files = Files.walk(VENDOR)) {
      return files.filter(Files::isRegularFile).toList();
    }
  }

  @Test
  @DisplayName("the page only loads libraries that are on the class path in that version")
  void references() throws IOException {
    List<String> found =
        REFERENCE.matcher(text("webroot/index.html")).results().map(m -> m.group(1)).toList();
    assertFalse(found.isEmpty());
    List<String> later =
        Pattern.compile("'(vendor/[^']+)'")
            .matcher(text("webroot/data/live.js"))
            .results()
            .map(m -> m.group(1))
            .toList();
    assertEquals(2, later.size());
    for (String reference : Stream.concat(found.stream(), later.stream()).toList()) {
      if (!reference.startsWith("api/")) {
        assertNotNull(find(reference), reference);
      }
    }
    assertNotNull(find(LiveBridge.LIBRARY.substring(1)), LiveBridge.LIBRARY);
  }

  private static byte[] find(String path) throws IOException {
    byte[] own = read("webroot/" + path);
    return own != null || !path.startsWith("vendor/")
        ? own
        : read(path.replaceFirst("vendor/", "META-INF/resources/webjars/"));
  }

  private static String text(String resource) throws IOException {
    return new String(read(resource), StandardCharsets.UTF_8);
  }

  private static byte[] read(String resource) throws IOException {
    try (InputStream in = VendorTest.class.getClassLoader().getResourceAsStream(resource)) {
      return in == null ? null : in.readAllBytes();
    }
  }
}
