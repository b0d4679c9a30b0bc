package io.streamproc.cluster;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("Addresses of members")
class AddressesTest {
  @ParameterizedTest
  @DisplayName("come with a port, a range or the default port, and are shown as ranges again")
  @CsvSource(
      delimiter = '|',
      value = {
        "a | a:5701 | a:5701",
        "a:1 | a:1 | a:1",
        "a:1-3 | a:1,a:2,a:3 | a:1-3",
        "a:1, b ,, c:7-7 | a:1,b:5701,c:7 | a:1, b:5701, c:7",
        "a:1,a:3 | a:1,a:3 | a:1, a:3",
        "[::1]:4-5 | [::1]:4,[::1]:5 | [::1]:4-5",
        "10.0.0.7 | 10.0.0.7:5701 | 10.0.0.7:5701",
      })
  void expand(String members, String each, String shown) {
    assertEquals(each, String.join(",", Addresses.expand(members, 5701)));
    assertEquals(shown, Addresses.shortened(Addresses.expand(members, 5701)));
  }

  @ParameterizedTest
  @DisplayName("are refused if they are nothing of the kind, and named")
  @ValueSource(
      strings = {"a:", "a:0", "a:5-4", "a:1-70000", "a:x", "a b", "::1:5701", "http://a:1"})
  void refused(String members) {
    IllegalArgumentException e =
        assertThrows(
            IllegalArgumentException.class, () -> Addresses.expand("good," + members, 5701));
    assertEquals("'" + members + "' is none of host, host:port, host:first-last", e.getMessage());
  }
}
