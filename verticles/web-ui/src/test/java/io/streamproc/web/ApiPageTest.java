package io.streamproc.web;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.streamproc.testkit.ApiContract;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The page about the API")
class ApiPageTest {
  private static final Path PAGE = Path.of("../../webroot/openapi.html");

  @Test
  @DisplayName("says what openapi.yaml says; -Dgolden.update=true rewrites the file")
  void upToDate() throws IOException {
    String expected = ApiPage.of(ApiContract.read());
    if (Boolean.getBoolean("golden.update")) {
      Files.writeString(PAGE, expected);
    }
    assertEquals(expected, Files.readString(PAGE));
  }

  @Test
  @DisplayName("needs no script and no style of its own, which the strict policy would refuse")
  void plain() throws IOException {
    String page = Files.readString(PAGE);
    assertFalse(page.contains("<script") || page.contains("style=") || page.contains("<style"));
    assertTrue(page.contains("<code>GET /api/series/live</code>"));
  }
}
