package io.streamproc.web;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.streamproc.web.SeriesRequest.InvalidParameterException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SeriesRequestTest {
  private static final long NOW = 1_700_000_000_000L;

  @Test
  @DisplayName("what is given is passed on as it was written, what is absent stays absent")
  void passesOn() {
    assertEquals(
        Map.of("from", "2023-11-14T22:00:00Z", "step", "10s"),
        parse("from=2023-11-14T22:00:00Z&step=10s").parameters());
    assertEquals(Map.of(), parse("").parameters());
  }

  @ParameterizedTest(name = "{0} is refused because of {1}")
  @CsvSource({
    "from=yesterday, from",
    "to=x, to",
    "from=10&to=10, from",
    "step=2s, step",
    "step=, step",
    "from=1&to=9999999999&step=1s, step",
    "From=1, From",
    "limit=5, limit",
    "from=1&from=2, from",
    "step=1s&step=1s, step",
  })
  void refuses(String query, String parameter) {
    InvalidParameterException e = assertThrows(InvalidParameterException.class, () -> parse(query));
    assertEquals(parameter, e.parameter());
    assertTrue(e.getMessage().contains("'" + parameter + "'"), e.getMessage());
  }

  private static SeriesRequest parse(String query) {
    List<Map.Entry<String, String>> parameters = new ArrayList<>();
    for (String pair : query.split("&")) {
      if (!pair.isEmpty()) {
        String[] parts = pair.split("=", 2);
        parameters.add(Map.entry(parts[0], parts[1]));
      }
    }
    return SeriesRequest.parse(parameters, NOW);
  }
}
