package io.streamproc.bench.speed.fanout;

/**
 * Who gets the updates from whom.
 *
 * @param webUis number of processes of web-ui, at least 1
 * @param clients all clients, which are spread evenly over the web-uis
 * @param stalled those of them that never read, on the first web-ui; they send pings
 */
record Layout(int webUis, int clients, int stalled) {
  private static final int PERCENT = 100;

  static Layout of(int webUis, int clients) {
    return new Layout(webUis, clients, 0);
  }

  /** One web-ui, and one client in a hundred that never reads. */
  static Layout withStalled(int clients) {
    return new Layout(1, clients, clients / PERCENT);
  }

  /** The clients that read. */
  int live() {
    return clients - stalled;
  }

  /** The clients of a web-ui that read. */
  int live(int webUi) {
    return live() / webUis + (webUi < live() % webUis ? 1 : 0);
  }
}
