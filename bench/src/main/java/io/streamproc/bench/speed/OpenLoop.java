package io.streamproc.bench.speed;

/**
 * The schedule of an open loop. A client that waits for an answer before it sends the next request
 * sends less while the server is slow, and so measures few of the slow requests; Gil Tene named
 * this coordinated omission. Here the time of each request is fixed beforehand. A request that
 * waits for a free connection, or for the client itself, keeps its intended time, and its latency
 * counts from that.
 *
 * <p>Intended times lie on a grid, since a timer of the client would add its own inaccuracy to each
 * latency: those requests whose even spacing falls into the same step of the grid are due together
 * at its begin.
 *
 * <p>Not thread-safe.
 */
public final class OpenLoop {
  /** Nanoseconds between two points of the grid. */
  public static final long STEP = 1_000_000;

  private final double rate;
  private final long begin;
  private final long count;
  private long sent;

  /**
   * @param rate requests per second, above 0
   * @param begin {@link System#nanoTime()} of the first request
   * @param seconds for how long requests are due
   */
  public OpenLoop(double rate, long begin, double seconds) {
    this.rate = rate;
    this.begin = begin;
    count = (long) (rate * seconds);
  }

  /** The number of requests in all. */
  public long count() {
    return count;
  }

  /** Whether the next request is due. */
  public boolean isDue(long now) {
    return sent < count && intended(sent) <= now;
  }

  /** Whether each request was sent. */
  public boolean isDone() {
    return sent == count;
  }

  /** Takes the next request, and returns its intended time, {@link System#nanoTime()}. */
  public long take() {
    return intended(sent++);
  }

  /** The intended time of a request, which are counted from 0. */
  long intended(long request) {
    long even = (long) (request / rate * 1e9);
    return begin + even / STEP * STEP;
  }
}
