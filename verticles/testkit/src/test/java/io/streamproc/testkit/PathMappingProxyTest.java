package io.streamproc.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class PathMappingProxyTest {
  @Test
  @DisplayName("The write path and its bucket are mapped, regardless of the parameter's position")
  void write() {
    assertEquals(
        "/write?db=b&precision=ns", PathMappingProxy.map("/api/v2/write?bucket=b&precision=ns"));
    assertEquals(
        "/write?org=-&db=b&precision=ns",
        PathMappingProxy.map("/api/v2/write?org=-&bucket=b&precision=ns"));
  }

  @Test
  @DisplayName("Health is mapped to ping, everything else passes through")
  void others() {
    assertEquals("/ping?verbose=true", PathMappingProxy.map("/health"));
    assertEquals("/query?db=b&q=x", PathMappingProxy.map("/query?db=b&q=x"));
  }
}
