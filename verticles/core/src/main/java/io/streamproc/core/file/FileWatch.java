package io.streamproc.core.file;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads files and hands their contents over, at the start and after each change, by comparing the
 * contents: Kubernetes replaces the files of a Secret by changing a symbolic link, which directory
 * watches of the operating system do not report reliably. Watches for as long as the calling
 * verticle is deployed.
 */
public final class FileWatch {
  private static final Logger LOG = LoggerFactory.getLogger(FileWatch.class);
  private static final Duration PERIOD = Duration.ofSeconds(1);
  private static final long MAX_BYTES = 4 << 20;

  private final Vertx vertx;
  private final List<Path> files;
  private final Consumer<List<byte[]>> user;
  private boolean reading;
  private List<byte[]> last;
  private String problem = "";

  private FileWatch(Vertx vertx, List<Path> files, Consumer<List<byte[]>> user) {
    this.vertx = vertx;
    this.files = List.copyOf(files);
    this.user = user;
  }

  /**
   * Reads the files and watches them.
   *
   * @param user takes the contents in the order of the files, on a worker thread; throws
   *     IllegalArgumentException for contents that it can't use. After the start such contents are
   *     logged, and the previous ones stay in use.
   * @return fails, naming file and reason, if the files can't be read or used now
   */
  public static Future<FileWatch> open(Vertx vertx, List<Path> files, Consumer<List<byte[]>> user) {
    FileWatch watch = new FileWatch(vertx, files, user);
    return vertx
        .executeBlocking(
            () -> {
              watch.last = watch.readAll();
              watch.use(watch.last);
              return null;
            })
        .onSuccess(v -> watch.start())
        .mapEmpty();
  }

  private void start() {
    vertx.setPeriodic(PERIOD.toMillis(), t -> look());
  }

  private void look() {
    if (reading) {
      return;
    }
    reading = true;
    vertx
        .executeBlocking(this::reload)
        .onComplete(
            reloaded -> {
              reading = false;
              note(reloaded.succeeded() ? "" : reloaded.cause().getMessage());
            });
  }

  /** A pair of files may be changed one after the other; then the second change makes it right. */
  private Void reload() throws IOException {
    List<byte[]> now = readAll();
    if (isSame(now)) {
      if (!problem.isEmpty()) {
        LOG.info("{}: the file is as before, and its content is in use", files);
      }
      return null;
    }
    use(now);
    last = now;
    LOG.info("{}: the changed content is in use", files);
    return null;
  }

  private void note(String now) {
    if (!now.isEmpty() && !now.equals(problem)) {
      LOG.warn("{}; the previous content stays in use", now);
    }
    problem = now;
  }

  private boolean isSame(List<byte[]> now) {
    for (int i = 0; i < now.size(); i++) {
      if (!Arrays.equals(now.get(i), last.get(i))) {
        return false;
      }
    }
    return true;
  }

  private List<byte[]> readAll() throws IOException {
    List<byte[]> contents = new ArrayList<>();
    for (Path file : files) {
      contents.add(read(file));
    }
    return contents;
  }

  private static byte[] read(Path file) throws IOException {
    try {
      if (Files.size(file) > MAX_BYTES) {
        throw new IOException(file + ": is larger than 4 MiB");
      }
      return Files.readAllBytes(file);
    } catch (NoSuchFileException e) {
      throw new IOException(file + ": there is no such file", e);
    } catch (IOException e) {
      throw new IOException(file + ": can't be read: " + e.getMessage(), e);
    }
  }

  private void use(List<byte[]> contents) {
    try {
      user.accept(contents);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(files + ": " + e.getMessage(), e);
    }
  }
}
