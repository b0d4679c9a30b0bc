package io.streamproc.core.api;

import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.zip.Deflater;
import java.util.zip.GZIPOutputStream;

/**
 * Compression of responses. The fastest level: numbers in JSON become a quarter, and the best level
 * needs several times the CPU time for another tenth of that.
 */
final class Gzip {
  /** Smaller bodies fit a packet anyway, bytes. */
  private static final int LEAST = 1_024;

  private Gzip() {}

  static boolean isWorthwhile(int bytes) {
    return bytes >= LEAST;
  }

  /** Whether a client accepts gzip, and does not prefer the uncompressed bytes. */
  static boolean isPreferred(HttpServerRequest request) {
    return isPreferred(String.join(",", request.headers().getAll(HttpHeaders.ACCEPT_ENCODING)));
  }

  /**
   * @param accepted the values of {@code Accept-Encoding}, separated by commas; empty if there are
   *     none
   */
  static boolean isPreferred(String accepted) {
    Preferences preferences = new Preferences(accepted);
    double gzip = preferences.of("gzip", 0);
    return gzip > 0 && gzip >= preferences.of("identity", 0);
  }

  static byte[] compress(byte[] bytes) {
    ByteArrayOutputStream out = new ByteArrayOutputStream(bytes.length / 3);
    try (FastGzip gzip = new FastGzip(out)) {
      gzip.write(bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(e); // not thrown by memory
    }
    return out.toByteArray();
  }

  private static final class FastGzip extends GZIPOutputStream {
    FastGzip(ByteArrayOutputStream out) throws IOException {
      super(out);
      def.setLevel(Deflater.BEST_SPEED);
    }
  }
}
