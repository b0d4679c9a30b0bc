package io.streamproc.api;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.streamproc.core.event.EventFormat;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MediaTypesTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "application/json|JSON",
        "Application/JSON|JSON",
        "application/json; charset=utf-8|JSON",
        "application/json;charset=UTF-8|JSON",
        "application/json ; charset=\"utf-8\"|JSON",
        "application/json;charset=us-ascii|JSON",
        "application/json;version=1|JSON",
        "application/json;|JSON",
        "application/x-ndjson|LINES",
        "application/ndjson; charset=utf-8|LINES",
        "text/plain|EITHER",
        "text/plain;charset=UTF-8|EITHER",
        "application/text|EITHER",
      })
  @DisplayName("a type says how the body is laid out, whatever its case and parameters")
  void taken(String contentType, EventFormat format) {
    assertEquals(Optional.of(format), MediaTypes.format(contentType));
  }

  @Test
  @DisplayName("without a type the body itself decides")
  void missing() {
    assertEquals(Optional.of(EventFormat.EITHER), MediaTypes.format(null));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        ";",
        "json",
        "application/xml",
        "application/jsonp",
        "application/*",
        "*/*",
        "text/html",
        "text/csv",
        "application/x-www-form-urlencoded",
        "multipart/form-data; boundary=x",
        "application/octet-stream",
        "application/json; charset=utf-16",
        "application/json; charset=iso-8859-1",
        "application/json; charset=",
        "application/json; charset=\"",
        "application/json; a=b; CHARSET=latin1",
        "application/json, text/plain",
      })
  @DisplayName("everything else is refused")
  void refused(String contentType) {
    assertEquals(Optional.empty(), MediaTypes.format(contentType));
  }
}
