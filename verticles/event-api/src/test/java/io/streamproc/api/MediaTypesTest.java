package io.streamproc.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.streamproc.core.event.EventFormat;
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
        "application/jsonl|LINES",
        "application/x-jsonl|LINES",
        "application/jsonlines|LINES",
        "application/x-jsonlines|LINES",
        "application/json-lines|LINES",
        "application/stream+json|LINES",
        "Application/X-NDJSON; Charset=\"UTF-8\"|LINES",
        "application/json; charset = utf-8|JSON",
        "application/json; charset=utf8|JSON",
        "text/json|JSON",
        "application/x-www-form-urlencoded|EITHER",
        "application/x-www-form-urlencoded; charset=UTF-8|EITHER",
      })
  @DisplayName("a type determines the layout of the body, regardless of its case and parameters")
  void taken(String contentType, EventFormat format) {
    assertEquals(format, MediaTypes.format(contentType));
  }

  @Test
  @DisplayName("without a type the body itself determines the layout")
  void missing() {
    assertEquals(EventFormat.EITHER, MediaTypes.format(null));
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
    assertThrows(IllegalArgumentException.class, () -> MediaTypes.format(contentType));
  }
}
