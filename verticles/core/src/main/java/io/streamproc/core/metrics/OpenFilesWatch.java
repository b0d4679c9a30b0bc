package io.streamproc.core.metrics;

import com.sun.management.UnixOperatingSystemMXBean;
import io.vertx.core.Vertx;
import java.lang.management.ManagementFactory;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Logs when the process may open few files, and when it has almost none left. Connections count as
 * files. Without them, libraries log errors that don't name the limit, or wait.
 */
public final class OpenFilesWatch {
  static final long ENOUGH = 1_024;
  static final long RESERVE = 16;

  private static final Logger LOG = LoggerFactory.getLogger(OpenFilesWatch.class);
  private static final long PERIOD_MILLIS = 2_000;
  private static final String ADVICE =
      "raise the limit with `ulimit -n 4096` before the start, or LimitNOFILE of its service";

  private final LongSupplier open;
  private final LongSupplier allowed;
  private boolean exhausted;

  /**
   * @param open number of open files; may throw an {@link InternalError} if none can be opened
   * @param allowed the limit
   */
  OpenFilesWatch(LongSupplier open, LongSupplier allowed) {
    this.open = open;
    this.allowed = allowed;
  }

  /** Watches them until Vert.x is closed; does nothing on a system without such a limit. */
  public static void start(Vertx vertx) {
    if (ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean unix) {
      OpenFilesWatch watch =
          new OpenFilesWatch(unix::getOpenFileDescriptorCount, unix::getMaxFileDescriptorCount);
      watch.checkLimit();
      vertx.setPeriodic(PERIOD_MILLIS, t -> watch.look());
    }
  }

  /** Must be called once. */
  void checkLimit() {
    long limit = allowed.getAsLong();
    if (limit < ENOUGH) {
      LOG.warn("the limit of open files of this process is {}, which is low: {}", limit, ADVICE);
    }
  }

  /** Must be called every few seconds. */
  void look() {
    long limit = allowed.getAsLong();
    long left = limit - count(limit);
    if (!exhausted && left < RESERVE) {
      exhausted = true;
      LOG.warn(
          "too many open files: {} more of {} can be opened, and connections fail: {}",
          Math.max(0, left),
          limit,
          ADVICE);
    } else if (exhausted && left >= 2 * RESERVE) {
      exhausted = false;
      LOG.info("{} more of {} files can be opened again", left, limit);
    }
  }

  /** Counting them opens a file. */
  private long count(long limit) {
    try {
      return open.getAsLong();
    } catch (InternalError e) {
      return limit;
    }
  }
}
