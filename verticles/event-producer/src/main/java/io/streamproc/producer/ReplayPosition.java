package io.streamproc.producer;

import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;

/**
 * The state of a replay that is kept in a file between runs.
 *
 * @param file absolute path of the replayed file
 * @param options everything that alters events
 * @param target where the events went
 * @param salt makes the keys of a deliberate repetition differ; empty for the first run of a file
 * @param position lines of the file up to the last event that is stored, see {@code EventFile}
 * @param digest of those lines
 * @param events stored
 * @param finished whether the file was read and stored to its end
 * @param written when this was kept, epoch milliseconds
 * @param inFlight batches that were sent and perhaps not stored, in the order of the file
 */
record ReplayPosition(
    String file,
    String options,
    String target,
    String salt,
    long position,
    long digest,
    long events,
    boolean finished,
    long written,
    List<Sent> inFlight) {

  /**
   * A batch as it was sent.
   *
   * @param events number of its events
   * @param position lines up to its last event
   * @param key its idempotency key
   * @param start when the timeline began that its times are of
   * @param first time of the file's event with which the timeline began
   * @param moment when it was taken
   */
  record Sent(int events, long position, String key, long start, long first, long moment) {}

  static ReplayPosition begin(String file, String options, String target, String salt) {
    return new ReplayPosition(file, options, target, salt, 0, 0, 0, false, 0, List.of());
  }

  /** The same after another batch was settled, whose end has that digest. */
  ReplayPosition advanced(Sent batch, long endDigest) {
    return new ReplayPosition(
        file,
        options,
        target,
        salt,
        batch.position(),
        endDigest,
        events + batch.events(),
        false,
        written,
        List.of());
  }

  /** The same as it is kept at a moment, with the batches that are in flight then. */
  ReplayPosition kept(boolean complete, long now, List<Sent> sent) {
    return new ReplayPosition(
        file, options, target, salt, position, digest, events, complete, now, sent);
  }

  /**
   * @return null if there is none
   * @throws IOException if it can't be read, or is something else
   */
  static ReplayPosition load(Path path) throws IOException {
    try {
      JsonObject json = new JsonObject(Files.readString(path));
      List<Sent> sent = new ArrayList<>();
      JsonArray all = json.getJsonArray("inFlight");
      for (int i = 0; i < all.size(); i++) {
        JsonObject one = all.getJsonObject(i);
        sent.add(
            new Sent(
                one.getInteger("events"),
                one.getLong("position"),
                one.getString("key"),
                one.getLong("start"),
                one.getLong("first"),
                one.getLong("moment")));
      }
      return new ReplayPosition(
          json.getString("file"),
          json.getString("options"),
          json.getString("target"),
          json.getString("salt"),
          json.getLong("position"),
          Long.parseUnsignedLong(json.getString("digest"), 16),
          json.getLong("events"),
          json.getBoolean("finished"),
          json.getLong("written"),
          sent);
    } catch (NoSuchFileException e) {
      return null;
    } catch (DecodeException
        | ClassCastException
        | NullPointerException
        | NumberFormatException e) {
      throw new IOException(path + " is no position of a replay: " + e, e);
    }
  }

  /** Replaces the file as a whole: a process that is killed leaves the old or the new one. */
  void save(Path path) throws IOException {
    JsonArray all = new JsonArray();
    for (Sent sent : inFlight) {
      all.add(
          new JsonObject()
              .put("events", sent.events())
              .put("position", sent.position())
              .put("key", sent.key())
              .put("start", sent.start())
              .put("first", sent.first())
              .put("moment", sent.moment()));
    }
    JsonObject json =
        new JsonObject()
            .put("file", file)
            .put("options", options)
            .put("target", target)
            .put("salt", salt)
            .put("position", position)
            .put("digest", Long.toHexString(digest))
            .put("events", events)
            .put("finished", finished)
            .put("written", written)
            .put("inFlight", all);
    Path parent = path.toAbsolutePath().getParent();
    Files.createDirectories(parent);
    Path fresh = parent.resolve(path.getFileName() + ".new");
    Files.write(fresh, (json.encodePrettily() + "\n").getBytes(StandardCharsets.UTF_8));
    Files.move(fresh, path, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }
}
