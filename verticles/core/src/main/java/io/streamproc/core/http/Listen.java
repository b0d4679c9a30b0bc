package io.streamproc.core.http;

import io.vertx.core.Future;
import io.vertx.core.http.HttpServer;
import java.net.BindException;
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
}
