package io.streamproc.producer;

import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
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
 * @param options fingerprint of every option that changes the events
 * @param target URL to which the events are sent
 * @param salt makes the keys of a deliberate repetition differ; empty for the first run of a file
 * @param position lines of the file up to the last stored event, see {@code EventFile}
 * @param digest digest of those lines
 * @param events number of stored events
 * @param finished whether the file was read and stored to its end
 * @param written when this was saved, epoch milliseconds
 * @param inFlight batches that were sent and may not be stored, in the order of the file
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
   * @param start start of the timeline that gave the events their times
   * @param first time in the file of that timeline's first event
   * @param moment when the batch was taken
   */
  record Sent(int events, long position, String key, long start, long first, long moment) {}

  static ReplayPosition begin(String file, String options, String target, String salt) {
    return new ReplayPosition(file, options, target, salt, 0, 0, 0, false, 0, List.of());
  }

  /**
   * Returns the position after another batch was settled.
   *
   * @param endDigest digest of the file up to the end of that batch
   */
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

  /** Returns the position as it is saved at the given moment, with the batches then in flight. */
  ReplayPosition kept(boolean complete, long now, List<Sent> sent) {
    return new ReplayPosition(
        file, options, target, salt, position, digest, events, complete, now, sent);
  }

  /**
   * @return null if the file does not exist
   * @throws IOException if the file can't be read, or is not a kept position
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
    } catch (IOException e) {
      String why =
          e instanceof AccessDeniedException ? "this user may not read it" : e.getMessage();
      throw new IOException("the position kept in " + path + " can't be read: " + why, e);
    } catch (DecodeException
        | ClassCastException
        | NullPointerException
        | NumberFormatException e) {
      throw new IOException(path + " is not the position of a replay: " + e, e);
    }
  }

  /**
   * Replaces the file atomically: if the process is killed, either the old or the new content
   * remains.
   */
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
