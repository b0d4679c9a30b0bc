package io.streamproc.bench.security;

import io.streamproc.bench.measure.Pause;
import io.streamproc.bench.options.RunOptions;
import io.streamproc.core.auth.Scope;
import io.streamproc.embedded.EmbeddedPorts;
import io.streamproc.embedded.EmbeddedServers;
import io.streamproc.testkit.Eventually;
import io.streamproc.testkit.FreePorts;
import io.vertx.core.Vertx;
import java.io.PrintWriter;
import java.net.Socket;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicReference;
import javax.net.ssl.SSLSocket;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code rotation}. Exit codes: 0 nothing lost, 3 a request failed. */
@Command(
    name = "rotation",
    description = {
      "Replace the key and the certificate of an event-api under load, as an operator does: add a"
          + " key, give it to the clients, revoke the old one, replace the files of the"
          + " certificate. Exit code 0: no request failed; 3: some did."
    },
    mixinStandardHelpOptions = true)
public final class RotationCommand implements Callable<Integer> {
  private static final int CONNECTIONS = 8;
  private static final int FRESH = 2;
  private static final int NOT_CLEAN = 3;

  @Spec private CommandSpec spec;

  @Option(
      names = "--rounds",
      defaultValue = "3",
      description = "how often the key is replaced (default: ${DEFAULT-VALUE})")
  private int rounds;

  @Mixin private RunOptions run;

  private final AtomicReference<String> token = new AtomicReference<>();

  @Override
  public Integer call() throws Exception {
    PrintWriter out = spec.commandLine().getOut();
    RunOptions.Chosen chosen = run.choose("rotation", out);
    Vertx vertx = Vertx.vertx();
    EmbeddedPorts ports = EmbeddedPorts.of(FreePorts.several(5));
    HonestClients.Result result;
    try (EmbeddedServers servers = EmbeddedServers.start(chosen.folder().resolve("data"), ports)) {
      result = rotate(chosen.folder(), servers, vertx);
    } finally {
      vertx.close().await();
    }
    out.printf(
        Locale.ROOT,
        "%d requests on kept and %d on new connections, %d failed; slowest %.0f and %.0f ms%n",
        result.kept().size(),
        result.fresh().size(),
        result.failures().size(),
        HonestClients.Result.quantile(result.kept(), 1),
        HonestClients.Result.quantile(result.fresh(), 1));
    result.failures().stream().distinct().limit(5).forEach(out::println);
    out.flush();
    boolean clean = result.failures().isEmpty();
    if (clean && chosen.isTemporary()) { // after a failure its logs are of use
      EmbeddedServers.delete(chosen.folder());
    }
    return clean ? 0 : NOT_CLEAN;
  }

  private HonestClients.Result rotate(Path folder, EmbeddedServers servers, Vertx vertx)
      throws Exception {
    TestAccess access = TestAccess.create(folder.resolve("access"));
    Map<String, String> settings = new HashMap<>(access.keys());
    settings.putAll(access.tls());
    token.set(access.addKey("key-0", Scope.INGEST, Instant.MAX));
    try (SecuredApi api = new SecuredApi(folder, "api", servers, settings);
        HonestClients clients =
            new HonestClients(
                vertx,
                new HonestClients.Target(api.apiPort(), access.trust(), token::get),
                10,
                CONNECTIONS)) {
      clients.begin(CONNECTIONS, FRESH, 0);
      for (int i = 1; i <= rounds; i++) {
        Pause.ofSeconds(1);
        String next = access.addKey("key-" + i, Scope.INGEST, Instant.MAX);
        Pause.ofSeconds(2.5); // the file is read again within two seconds
        token.set(next);
        Pause.ofSeconds(1); // the last requests with the old key
        access.revoke("key-" + (i - 1));
      }
      String before = subject(access, api.apiPort());
      access.replaceCertificate();
      Eventually.holds(
          Duration.ofSeconds(20), () -> !subject(access, api.apiPort()).equals(before));
      Pause.ofSeconds(2);
      return clients.end();
    }
  }

  private static String subject(TestAccess access, int port) throws Exception {
    try (Socket plain = new Socket("127.0.0.1", port);
        SSLSocket socket =
            (SSLSocket)
                access
                    .clientContext()
                    .getSocketFactory()
                    .createSocket(plain, "127.0.0.1", port, true)) {
      socket.startHandshake();
      X509Certificate shown = (X509Certificate) socket.getSession().getPeerCertificates()[0];
      return shown.getSubjectX500Principal().getName();
    }
  }
}
