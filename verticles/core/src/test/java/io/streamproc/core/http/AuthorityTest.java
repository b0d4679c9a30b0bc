package io.streamproc.core.http;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.SplittableRandom;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("The grammar of an authority")
class AuthorityTest {
  private static final Pattern AUTHORITY =
      Pattern.compile("(\\[[0-9A-Fa-f:.]+]|[A-Za-z0-9_.-]+)(?::([0-9]{1,5}))?");
  private static final Pattern IP_V4 =
      Pattern.compile("((25[0-5]|2[0-4]\\d|1?\\d?\\d)(\\.(?!$)|$)){4}");
  private static final String CHARACTERS = "0019aF.:[]-_ @/%\u00e9";

  /** Compares the code with regular expressions of the same grammar. */
  private static void assertAgrees(String text) {
    Matcher parts = AUTHORITY.matcher(text);
    boolean matches = parts.matches();
    assertEquals(matches ? parts.end(1) : -1, Authority.nameEnd(text), text);
    boolean valid =
        matches && (parts.group(2) == null || Integer.parseInt(parts.group(2)) <= 65_535);
    assertEquals(valid, Authority.isValid(text), text);
    assertEquals(IP_V4.matcher(text).matches(), Authority.isIpV4(text), text);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "localhost",
        "localhost:",
        "localhost:0",
        "localhost:65535",
        "localhost:65536",
        "localhost:099999",
        "a_b-c.example.com:443",
        "[::1]",
        "[::1]:80",
        "[::1",
        "[]",
        "[]:80",
        "[::1]80",
        "[::1%25eth0]",
        "user@host",
        "host:80:80",
        ":80",
        "127.0.0.1:9998"
      })
  @DisplayName("accepts names, addresses and ports")
  void authorities(String text) {
    assertAgrees(text);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "127.0.0.1",
        "0.0.0.0",
        "255.255.255.255",
        "256.1.1.1",
        "1.2.3",
        "1.2.3.4.",
        "1.2.3.4.5",
        "1..3.4",
        ".1.2.3.4",
        "01.2.3.4",
        "001.2.3.4",
        "1.2.3.1000",
        "1.2.3.x"
      })
  @DisplayName("knows IPv4 addresses")
  void addresses(String text) {
    assertAgrees(text);
  }

  @Test
  @DisplayName("agrees with regular expressions on random text")
  void random() {
    SplittableRandom random = new SplittableRandom(5);
    for (int i = 0; i < 200_000; i++) {
      StringBuilder text = new StringBuilder();
      for (int left = random.nextInt(12); left > 0; left--) {
        text.append(CHARACTERS.charAt(random.nextInt(CHARACTERS.length())));
      }
      assertAgrees(text.toString());
    }
  }

  @Test
  @DisplayName("agrees with regular expressions on random numbers with points")
  void randomAddresses() {
    SplittableRandom random = new SplittableRandom(6);
    for (int i = 0; i < 100_000; i++) {
      StringBuilder text = new StringBuilder();
      for (int left = random.nextInt(3, 6); left > 0; left--) {
        text.append(random.nextInt(300)).append(random.nextInt(20) == 0 ? "" : ".");
      }
      assertAgrees(text.toString());
      assertAgrees(text.substring(0, Math.max(0, text.length() - 1)));
    }
  }
}
