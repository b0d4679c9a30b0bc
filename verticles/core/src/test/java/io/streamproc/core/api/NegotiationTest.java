package io.streamproc.core.api;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("Content negotiation")
class NegotiationTest {
  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      nullValues = "none",
      value = {
        "''                                          | JSON",
        "*/*                                         | JSON",
        "application/json                            | JSON",
        "text/csv                                    | CSV",
        "TEXT/CSV; charset=utf-8                     | CSV",
        "text/*                                      | CSV",
        "text/csv, application/json                  | JSON",
        "text/csv, application/json;q=0.9            | CSV",
        "text/csv;q=0.5, application/json;q=0.6      | JSON",
        "text/csv;q=0, */*                           | JSON",
        "application/json;q=0, */*;q=0.1             | CSV",
        "application/*;q=0.2, text/csv;q=0.3         | CSV",
        "*/*;q=1, application/json;q=0.5             | CSV",
        "text/html, */*;q=0.8                        | JSON",
        "application/json; q = 0.1 , text/csv ;q=0.2 | CSV",
        "text/csv;q=2, application/json;q=0.1        | JSON",
        "text/html                                   | none",
        "application/json;q=0                        | none",
        "application/json;q=0.000, text/csv;q=0      | none",
      })
  @DisplayName("picks the format with the greatest weight, of equal ones JSON")
  void format(String accept, SeriesFormat expected) {
    assertEquals(expected, SeriesFormat.of(accept).orElse(null));
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      value = {
        "''                          | false",
        "gzip                        | true",
        "GZIP                        | true",
        "gzip, deflate, br           | true",
        "*                           | true",
        "deflate, br                 | false",
        "identity                    | false",
        "gzip;q=0                    | false",
        "*, gzip;q=0                 | false",
        "gzip;q=0.5, identity        | false",
        "gzip, identity;q=0.5        | true",
      })
  @DisplayName("compresses only for clients that do not prefer the plain bytes")
  void coding(String accepted, boolean expected) {
    assertEquals(expected, Gzip.isPreferred(accepted));
  }
}
