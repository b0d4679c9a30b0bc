package io.streamproc.launcher.local;

import io.streamproc.core.management.Health;
import io.streamproc.core.role.Intake;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Closes the intake before the disk of the embedded servers is full, because a full disk stops
 * Kafka at once and both stores soon after. The intake opens again when a quarter more than the
 * threshold is free, so that deleting old data and accepting new events don't alternate.
 */
final class DiskGuard implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(DiskGuard.class);
  private static final long PERIOD_MILLIS = 250;
  private static final long MEBIBYTE = 1 << 20;

  private final Path folder;
  private final long threshold;
  private final FreeSpace space;
  private final Intake intake;
  private final Health.Part part;
  private final ScheduledExecutorService timer =
      Executors.newSingleThreadScheduledExecutor(DiskGuard::daemon);

  /** Reads the number of free bytes. */
  interface FreeSpace {
    long bytes() throws IOException;
  }

  /**
   * @param folder data folder, for messages
   * @param minFree threshold in MiB, 0 for no check
   */
  DiskGuard(Path folder, int minFree, FreeSpace space, Intake intake, Health.Part part) {
    this.folder = folder;
    this.threshold = minFree * MEBIBYTE;
    this.space = space;
    this.intake = intake;
    this.part = part;
  }

  /** Checks now, and then four times a second. */
  DiskGuard start() {
    look();
    timer.scheduleWithFixedDelay(this::look, PERIOD_MILLIS, PERIOD_MILLIS, TimeUnit.MILLISECONDS);
    return this;
  }

  /** Compares the free space with the threshold. */
  void look() {
    try {
      long free = space.bytes();
      boolean closed = intake.whyClosed() != null;
      if (!closed && free < threshold) {
        shut(free);
      } else if (closed && free >= threshold + threshold / 4) {
        LOG.info("{} has {} MiB free: new events are accepted again", folder, free / MEBIBYTE);
        intake.open();
        part.ready();
      } else if (!closed) {
        part.ready();
      }
    } catch (IOException e) {
      LOG.debug("can't read the free space of {}", folder, e);
    }
  }

  private void shut(long free) {
    String why =
        String.format(
            Locale.ROOT,
            "the disk is nearly full: %s has %d MiB free, less than local.min-free (%d MiB); free"
                + " some space",
            folder,
            free / MEBIBYTE,
            threshold / MEBIBYTE);
    LOG.warn("{}; until then new events are refused", why);
    intake.close(why);
    part.notReady(why);
  }

  private static Thread daemon(Runnable work) {
    Thread thread = new Thread(work, "disk-guard");
    thread.setDaemon(true);
    return thread;
  }

  @Override
  public void close() {
    timer.shutdownNow();
  }
}
