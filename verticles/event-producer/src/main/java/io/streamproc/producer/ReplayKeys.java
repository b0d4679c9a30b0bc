package io.streamproc.producer;

import io.vertx.core.buffer.Buffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;

/**
 * The idempotency keys of a replay's batches. A key is derived from the file's path, the file's
 * content up to the batch, the options and the batch itself, so only a repeated run has the same
 * keys. In a loop each pass is sent deliberately, so batches are numbered instead.
 */
final class ReplayKeys {
  private final boolean keyed;
  private final boolean loop;
  private final ReplayPosition run;
  private long number; // next batch number, in a loop

  /**
   * @param run position that holds the file, options and salt
   */
  ReplayKeys(ProducerSettings settings, ReplayPosition run) {
    this.keyed = settings.idempotent();
    this.loop = settings.replay().loop();
    this.run = run;
  }

  /**
   * @param begin position at which the batch begins
   * @param digest digest of the file up to that position
   * @return the batch's key, or null if batches are sent without keys
   */
  String of(Buffer body, long begin, long digest) {
    if (!keyed) {
      return null;
    }
    return loop ? run.salt() + "-" + number++ : hash(body, begin, digest);
  }

  private String hash(Buffer body, long begin, long digest) {
    MessageDigest sha = sha256();
    String head =
        String.join(
            "\n",
            run.file(),
            run.options(),
            run.salt(),
            Long.toString(begin),
            Long.toHexString(digest),
            "");
    sha.update(head.getBytes(StandardCharsets.UTF_8));
    sha.update(body.getBytes());
    return "replay-" + Base64.getUrlEncoder().withoutPadding().encodeToString(sha.digest());
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every Java platform has SHA-256", e);
    }
  }
}
