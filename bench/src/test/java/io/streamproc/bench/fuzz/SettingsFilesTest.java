package io.streamproc.bench.fuzz;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("A secret in a generated settings file")
class SettingsFilesTest {
  @ParameterizedTest
  @CsvSource({
    "a=b, true",
    "timescale.password=s3cr3t, true",
    "\uFEFFinflux.token=s3cr3t, true",
    "influx.url=http://u:s3cr3t@h, true",
    "'a=b\r\ninflux.password=s3cr3t\r\n', true",
    "'aggregator.sweep-window=a,bssword=s3cr3t', false",
    "'timescale.password=s3cr3t\na=s3cr3t', false",
    "influx.url=http:/u:s3cr3t@h, false",
  })
  @DisplayName("is expected to be masked if its line is intact")
  void named(String content, boolean named) {
    assertEquals(named, SettingsFiles.namesSecrets(content.getBytes(UTF_8)));
  }
}
