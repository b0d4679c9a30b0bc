package io.streamproc.cluster;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import io.streamproc.testkit.FreePorts;
import io.streamproc.testkit.TestCertificate;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("An event bus with TLS")
@Timeout(120)
class BusTlsIT {
  @TempDir private static Path folder;
  private static TestCertificate one;
  private static TestCertificate two;
  private static TestCertificate stranger;
  private static Path trust;

  private final String name = Member.uniqueName();
  private final int[] ports = FreePorts.several(3);

  @BeforeAll
  static void certificates() throws Exception {
    one = TestCertificate.create(folder, "one");
    two = TestCertificate.create(folder, "two");
    stranger = TestCertificate.create(folder, "stranger");
    trust = TestCertificate.bundle(folder.resolve("trust"), one, two);
  }

  private Member start(int nth, TestCertificate own) throws Exception {
    return Member.start(
            name,
            members(),
            "port=" + ports[nth],
            "ports=1",
            "bus-tls.key=" + own.key(),
            "bus-tls.certificate=" + own.certificate(),
            "bus-tls.trust=" + trust)
        .up();
  }

  private Member startPlain(int nth) throws Exception {
    return Member.start(name, members(), "port=" + ports[nth], "ports=1").up();
  }

  private String members() {
    return String.format(
        Locale.ROOT,
        "members=127.0.0.1:%d,127.0.0.1:%d,127.0.0.1:%d",
        ports[0],
        ports[1],
        ports[2]);
  }

  @Test
  @DisplayName("carries messages between members that trust each other's certificates")
  void trusted() throws Exception {
    try (Member first = start(0, one);
        Member second = start(1, two).answering("a", "second")) {
      first.answering("b", "first");
      first.awaitAnswer("a", "second");
      second.awaitAnswer("b", "first");
    }
  }

  @Test
  @DisplayName("excludes members without a certificate, and those with an untrusted one")
  void refused() throws Exception {
    try (Member first = start(0, one).answering("a", "first");
        Member plain = startPlain(1).answering("b", "plain");
        Member strange = start(2, stranger).answering("c", "strange")) {
      Member.awaitSize(3, first, plain, strange);
      for (Member intruder : List.of(plain, strange)) {
        assertNotEquals("first", intruder.ask("a"));
      }
      assertNotEquals("plain", first.ask("b"));
      assertNotEquals("strange", first.ask("c"));
      assertEquals(List.of(), first.heard());
      assertEquals(List.of(), plain.heard());
      assertEquals(List.of(), strange.heard());
    }
  }
}
