package io.streamproc.core.api;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("An entity tag")
class EntityTagTest {
  private static final EntityTag JSON = new EntityTag("0123abcd", "k7");

  @Test
  @DisplayName("differs for compressed bytes, and for another time of reading")
  void text() {
    assertEquals("\"0123abcd-k7\"", JSON.text(false));
    assertEquals("\"0123abcd-k7.gz\"", JSON.text(true));
    assertEquals("\"0123abcd\"", new EntityTag("0123abcd", "").text(false));
  }

  @ParameterizedTest(name = "{0} {1}")
  @CsvSource(
      quoteCharacter = '\'',
      delimiter = '|',
      nullValues = "none",
      value = {
        "\"0123abcd-k7\"              | false | \"0123abcd-k7\"",
        "\"0123abcd-k6\"              | false | \"0123abcd-k6\"",
        "W/\"0123abcd-k6\"            | false | \"0123abcd-k6\"",
        "\"other\", \"0123abcd-k5\"   | false | \"0123abcd-k5\"",
        "*                            | false | \"0123abcd-k7\"",
        "*                            | true  | \"0123abcd-k7.gz\"",
        "\"0123abcd-k6.gz\"           | true  | \"0123abcd-k6.gz\"",
        "\"0123abcd-k6\"              | true  | none",
        "\"0123abcd-k6.gz\"           | false | none",
        "\"0123abce-k7\"              | false | none",
        "\"0123abcd\"                 | false | none",
        "\"0123abcd-\"                | false | none",
        "\"0123abcd-K7\"              | false | none",
        "0123abcd-k7                  | false | none",
        "''                           | false | none",
      })
  @DisplayName("is found by its hash, whenever the stores were read")
  void find(String field, boolean compressed, String expected) {
    assertEquals(expected, JSON.find(List.of(field), compressed).orElse(null));
  }

  @Test
  @DisplayName("without a time of reading is found if it is equal")
  void exact() {
    EntityTag csv = new EntityTag("0123abcd", "");
    assertEquals("\"0123abcd\"", csv.find(List.of("\"0123abcd\""), false).orElse(null));
    assertEquals(null, csv.find(List.of("\"0123abcd-k7\""), false).orElse(null));
  }
}
