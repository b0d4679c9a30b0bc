package io.streamproc.bench.chaos;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.streamproc.testkit.JavaProcess;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;

/**
 * Runs {@code streamproc verify} as the chart's CronJob does: a process of its own, without a
 * retry. Kubernetes and kube-state-metrics are replaced: the exit code of the last run decides what
 * {@code kube_job_status_failed} is.
 */
final class VerifyJobs implements AutoCloseable {
  /** Exit code of a ledger that does not balance. */
  static final int UNBALANCED = 3;

  private static final long SECONDS = 120; // of one run
  private static final String WAIT = "20s"; // for events in flight

  private final ChaosSystem system;
  private final HttpServer metrics;
  private volatile int failed;

  VerifyJobs(ChaosSystem system) throws IOException {
    this.system = system;
    metrics = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    metrics.createContext("/metrics", this::answer);
    metrics.start();
  }

  /** Host and port of the metrics. */
  String target() {
    return "127.0.0.1:" + metrics.getAddress().getPort();
  }

  /**
   * Runs one job.
   *
   * @throws IllegalStateException with its output if it ends with another exit code
   */
  void run(int expected) throws IOException, InterruptedException {
    try (JavaProcess job = system.command("verify", "verify", "--wait", WAIT)) {
      int code = job.awaitEnd(SECONDS);
      failed += code == 0 ? 0 : 1;
      if (code != expected) {
        throw new IllegalStateException("verify: exit code " + code + "\n" + job.output());
      }
    }
  }

  /** Deletes the failed jobs, as an operator does to end the alert. */
  void deleteFailed() {
    failed = 0;
  }

  private void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      String text = "kube_job_status_failed{job_name=\"demo-streamproc-verify-1\"} " + failed;
      byte[] body = (text + "\n").getBytes(UTF_8);
      exchange.sendResponseHeaders(200, body.length);
      exchange.getResponseBody().write(body);
    }
  }

  @Override
  public void close() {
    metrics.stop(0);
  }
}
