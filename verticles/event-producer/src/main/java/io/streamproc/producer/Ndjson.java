package io.streamproc.producer;

import io.streamproc.core.event.EventBatch;
import io.streamproc.core.event.EventEncoder;
import java.io.ByteArrayOutputStream;

/** Encodes a batch as NDJSON: one JSON object per line. */
final class Ndjson {
  private static final int BYTES_PER_EVENT = 48;

  private Ndjson() {}

  static byte[] encode(EventBatch batch) {
    ByteArrayOutputStream out = new ByteArrayOutputStream(batch.size() * BYTES_PER_EVENT);
    for (int i = 0; i < batch.size(); i++) {
      out.writeBytes(EventEncoder.encode(batch.amount(i), batch.time(i)));
      out.write('\n');
    }
    return out.toByteArray();
  }
}
