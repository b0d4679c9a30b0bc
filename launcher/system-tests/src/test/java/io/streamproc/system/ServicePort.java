package io.streamproc.system;

import io.vertx.core.Vertx;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetServer;
import io.vertx.core.net.NetSocket;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Behaves like a Kubernetes Service: each new connection goes to the next ready server, and stays
 * there until one side closes it, even if that server is no longer ready.
 */
final class ServicePort implements AutoCloseable {
  private final Vertx vertx = Vertx.vertx();
  private final NetClient client = vertx.createNetClient();
  private final List<Integer> ready = new CopyOnWriteArrayList<>();
  private final AtomicInteger turn = new AtomicInteger();
  private final NetServer server;

  ServicePort() throws Exception {
    server = vertx.createNetServer().connectHandler(this::connect);
    server.listen(0, "127.0.0.1").await(10, TimeUnit.SECONDS);
  }

  String url() {
    return "http://127.0.0.1:" + server.actualPort();
  }

  void add(int port) {
    ready.add(port);
  }

  /** New connections go elsewhere. */
  void remove(int port) {
    ready.remove(Integer.valueOf(port));
  }

  private void connect(NetSocket downstream) {
    List<Integer> now = List.copyOf(ready);
    if (now.isEmpty()) {
      downstream.close();
      return;
    }
    downstream.pause();
    client
        .connect(now.get(Math.floorMod(turn.getAndIncrement(), now.size())), "127.0.0.1")
        .onFailure(e -> downstream.close())
        .onSuccess(
            upstream -> {
              downstream.pipeTo(upstream);
              upstream.pipeTo(downstream);
            });
  }

  @Override
  public void close() {
    vertx.close().toCompletionStage().toCompletableFuture().orTimeout(10, TimeUnit.SECONDS).join();
  }
}
