package io.streamproc.api;

import com.github.luben.zstd.ZstdInputStreamNoFinalizer;
import io.streamproc.api.request.Admission;
import io.streamproc.api.request.Refusal;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.zip.Inflater;
import java.util.zip.InflaterInputStream;
import java.util.zip.ZipException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Inflates a body up to the size limit of bodies, and has the ticket admit the memory step by step.
 * The ratio is not limited: similar events compress by a factor of a hundred, and a decompression
 * bomb costs no more than any other body. Blocking, so call it on a worker thread.
 */
final class Inflation {
  private static final Logger LOG = LoggerFactory.getLogger(Inflation.class);
  private static final int SMALLEST_ARRAY = 4_096;

  /** 8 MiB, the most that RFC 9659 lets a sender use; zstd itself allows 128 MiB per body. */
  private static final int ZSTD_WINDOW_LOG = 23;

  private final int limit;

  /**
   * @param limit largest size of an inflated body, bytes
   */
  Inflation(int limit) {
    this.limit = limit;
  }

  /**
   * @param ticket ticket of the request; afterwards its size is that of the inflated body instead
   *     of this one
   * @throws Refusal if the body is damaged or too large, or memory is short
   */
  byte[] inflate(byte[] body, ContentCoding coding, Admission.Ticket ticket) {
    long cost = ticket.bytes() - body.length;
    byte[] inflated;
    try (InputStream in = open(body, coding)) {
      inflated = readAll(in, ticket, ticket.bytes());
    } catch (IOException e) {
      throw Refusal.unreadable(
          "the body is not whole " + Refusal.lower(coding) + ": " + e.getMessage());
    } catch (LinkageError e) {
      LOG.error("zstd's native library can't be loaded; is the temporary folder noexec?", e);
      throw Refusal.mediaType("zstd is not available here; compress with gzip");
    }
    ticket.resize(cost + inflated.length);
    return inflated;
  }

  private static InputStream open(byte[] body, ContentCoding coding) throws IOException {
    return switch (coding) {
      case GZIP -> new GzipMembers(body);
      case DEFLATE -> new Deflated(body);
      case ZSTD ->
          new ZstdInputStreamNoFinalizer(new ByteArrayInputStream(body))
              .setLongMax(ZSTD_WINDOW_LOG);
      case IDENTITY -> new ByteArrayInputStream(body);
    };
  }

  /** Doubles the array; the ticket covers the old and the new array while both exist. */
  private byte[] readAll(InputStream in, Admission.Ticket ticket, long cost) throws IOException {
    byte[] out = {};
    int size = 0;
    while (true) {
      if (size == out.length) {
        int capacity = Math.min(limit + 1, Math.max(SMALLEST_ARRAY, 2 * size));
        hold(ticket, cost + size + capacity);
        out = Arrays.copyOf(out, capacity);
        hold(ticket, cost + capacity);
      }
      int count = in.read(out, size, out.length - size);
      if (count < 0) {
        hold(ticket, cost + out.length + size);
        return Arrays.copyOf(out, size);
      }
      size += count;
      if (size > limit) {
        throw Refusal.tooLarge(limit);
      }
    }
  }

  private static void hold(Admission.Ticket ticket, long bytes) {
    if (!ticket.resize(bytes)) {
      throw Refusal.overloaded();
    }
  }

  /**
   * Accepts the zlib header required by the standard (RFC 1950), and streams without it, as some
   * clients send them.
   */
  private static final class Deflated extends InflaterInputStream {
    private Deflated(byte[] body) {
      super(new ByteArrayInputStream(body), new Inflater(!hasHeader(body)));
    }

    private static boolean hasHeader(byte[] body) {
      return body.length >= 2
          && (body[0] & 0x0F) == 8
          && ((body[0] & 0xFF) << 8 | body[1] & 0xFF) % 31 == 0;
    }

    @Override
    public int read(byte[] out, int offset, int length) throws IOException {
      int count = super.read(out, offset, length);
      if (count < 0 && inf.getRemaining() + in.available() > 0) {
        throw new ZipException("garbage follows its end");
      }
      return count;
    }

    @Override
    public void close() throws IOException {
      super.close();
      inf.end(); // passed in, so the super class does not close it
    }
  }
}
