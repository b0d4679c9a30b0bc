package io.streamproc.stores.influx.influxql;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class InfluxQlSchemaTest {
  @ParameterizedTest
  @CsvSource({"1.6.7~rc0, 1", "v1.8.10, 1", "v2.7.1, 2", "3.0.0-beta, 3", ", 1", "dev, 1"})
  @DisplayName(
      "the major version is the first number of the server's header, or 1 if that is " + "unclear")
  void major(String version, int expected) {
    assertEquals(expected, InfluxQlSchema.major(version));
  }
}
