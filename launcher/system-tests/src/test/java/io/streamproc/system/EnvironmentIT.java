package io.streamproc.system;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.streamproc.launcher.Main;
import io.streamproc.testkit.Cli;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("streamproc local in an unusual environment")
@Timeout(300)
class EnvironmentIT {
  /** Other case rules, other digits, another calendar and a zone of odd minutes; read by java. */
  private static final Map<String, String> FOREIGN =
      Map.of(
          "JDK_JAVA_OPTIONS",
          "-Duser.language=tr -Duser.country=TR -Duser.extensions=u-ca-buddhist-nu-arab"
              + " -Duser.timezone=Asia/Kathmandu");

  @TempDir private Path folder;

  @Test
  @DisplayName(
      "takes events and shows both series under Turkish case rules and Arabic digits, over IPv6, with"
          + " settings from a file of Windows")
  void foreign() throws Exception {
    boolean ipv6 = hasIpv6();
    String host = ipv6 ? "::1" : "127.0.0.1";
    String shown = ipv6 ? "[::1]" : host;
    Path config = folder.resolve("e\u00efnstellungen.properties");
    Files.writeString(config, "\ufeffevent-producer.rate = 200\r\nweb-ui.host = " + host + "\r\n");
    List<String> arguments = new ArrayList<>(Streamproc.local("--ephemeral", "--config=" + config));
    for (String part : List.of("event-api", "aggregator", "management")) {
      arguments.add("--set=" + part + ".host=" + host);
    }
    try (Streamproc local =
        Streamproc.start(folder, Streamproc.LOCAL_IS_UP, FOREIGN, arguments).awaitReady()) {
      String page = local.printed("page");
      assertTrue(page.matches("http://" + Pattern.quote(shown) + ":[0-9]+"), page);
      Cli smoke =
          Cli.run(
              Main::execute,
              "smoke",
              "--api=" + local.printed("events").replace("/events", ""),
              "--series=" + page,
              "--wait=60s");
      assertEquals(0, smoke.code(), smoke.out() + smoke.err());
      assertEquals(200, Streamproc.get(local.printed("health")).statusCode());
      assertEquals(
          List.of(), local.output().lines().filter(l -> !l.matches("\\p{ASCII}*")).toList());
      assertEquals(0, local.terminate(), local.output());
    }
  }

  /** Where there is none, the rest is still worth a try. */
  private static boolean hasIpv6() {
    try (ServerSocket probe = new ServerSocket(0, 1, InetAddress.getByName("::1"))) {
      return probe.isBound();
    } catch (IOException e) {
      return false;
    }
  }
}
