package io.streamproc.api.idempotency;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;

/**
 * A stored request, as the value of its record in the keys topic: {@code
 * {"sha256":"…","accepted":3,"time":1700000000000}}.
 *
 * @param fingerprint digest of its body
 * @param accepted number of its events
 * @param time when it was stored, epoch milliseconds
 */
record StoredRequest(Fingerprint fingerprint, int accepted, long time) {
  byte[] encode() {
    String json =
        "{\"sha256\":\""
            + fingerprint.sha256()
            + "\",\"accepted\":"
            + accepted
            + ",\"time\":"
            + time
            + '}';
    return json.getBytes(StandardCharsets.US_ASCII);
  }

  /**
   * @throws RuntimeException if the value is malformed because another program wrote to the topic
   */
  static StoredRequest decode(byte[] value) {
    JsonObject json = new JsonObject(Buffer.buffer(value));
    return new StoredRequest(
        new Fingerprint(json.getString("sha256")),
        json.getInteger("accepted"),
        json.getLong("time"));
  }
}
