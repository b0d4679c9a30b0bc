package io.streamproc.core.http;

import io.vertx.core.Future;
import io.vertx.core.http.HttpServer;
import java.io.IOException;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.UnknownHostException;

/** Binds a server; a port in use fails with one clear line. */
public final class Listen {
  private Listen() {}

  /**
   * @param option the setting that changes the port
   * @return the bound server, or a failure that names port and option
   */
  public static Future<HttpServer> on(HttpServer server, String host, int port, String option) {
    return server
        .listen(port, host)
        .recover(e -> Future.failedFuture(explain(e, host, port, option)));
  }

  private static Throwable explain(Throwable e, String host, int port, String option) {
    return e instanceof BindException || e instanceof UnknownHostException
        ? new PortInUseException(host, port, option, e)
        : e;
  }

  /**
   * Listens and stops at once, to find a port in use before the server that needs it starts.
   *
   * @throws IOException if nobody can listen there now, with the system's reason
   */
  public static void probe(InetSocketAddress address) throws IOException {
    try (ServerSocket probe = new ServerSocket()) {
      probe.setReuseAddress(true);
      probe.bind(address, 1);
    }
  }
}
