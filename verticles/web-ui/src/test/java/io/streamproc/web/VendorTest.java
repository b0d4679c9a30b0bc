package io.streamproc.web;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class VendorTest {
  private static final String BRIDGE_CLIENT =
      "webroot/vendor/eventbus-bridge-client/1.0.0/vertx-eventbus.js";
  private static final Pattern REFERENCE = Pattern.compile("(?:src|href)=\"([^\"]+)\"");

  @Test
  @DisplayName("the pinned copy of the bridge client is the one whose checksum was noted")
  void checksum() throws Exception {
    byte[] hash = MessageDigest.getInstance("SHA-256").digest(read(BRIDGE_CLIENT));
    String noted = text(BRIDGE_CLIENT + ".sha256");
    assertEquals(HexFormat.of().formatHex(hash) + "  vertx-eventbus.js\n", noted);
    assertNotNull(read("webroot/vendor/eventbus-bridge-client/1.0.0/LICENSE.txt"));
  }

  @Test
  @DisplayName("the page asks for nothing that is not on the class path, in that very version")
  void references() throws IOException {
    List<String> found =
        REFERENCE.matcher(text("webroot/index.html")).results().map(m -> m.group(1)).toList();
    assertFalse(found.isEmpty());
    for (String reference : found) {
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
