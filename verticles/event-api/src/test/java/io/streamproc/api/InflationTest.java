package io.streamproc.api;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.github.luben.zstd.Zstd;
import com.github.luben.zstd.ZstdOutputStreamNoFinalizer;
import io.streamproc.api.request.Admission;
import io.streamproc.api.request.Problems;
import io.streamproc.api.request.Refusal;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class InflationTest {
  private static final int LIMIT = 1 << 20;
  private static final int COST = 2_048;
  private static final byte[] EVENTS =
      "{\"amount\":7.25,\"time\":1700000000000}\n".repeat(500).getBytes(StandardCharsets.UTF_8);

  private final Admission admission = new Admission(64 << 20);
  private final Inflation inflation = new Inflation(LIMIT);

  static byte[] compress(byte[] plain, ContentCoding coding) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (OutputStream compressor =
        switch (coding) {
          case GZIP -> new GZIPOutputStream(out);
          case DEFLATE -> new DeflaterOutputStream(out);
          case ZSTD -> new ZstdOutputStreamNoFinalizer(out);
          case IDENTITY -> out;
        }) {
      compressor.write(plain);
    }
    return out.toByteArray();
  }

  private static byte[] join(byte[]... parts) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    Arrays.stream(parts).forEach(out::writeBytes);
    return out.toByteArray();
  }

  private byte[] inflate(byte[] body, ContentCoding coding) {
    Admission.Ticket ticket = admission.admit(COST + body.length).orElseThrow();
    try {
      byte[] inflated = inflation.inflate(body, coding, ticket);
      assertEquals(COST + inflated.length, admission.held());
      return inflated;
    } finally {
      ticket.release();
    }
  }

  private static int status(Refusal refusal) {
    return Problems.of(refusal).status();
  }

  private Refusal refused(byte[] body, ContentCoding coding) {
    Refusal refusal = assertThrows(Refusal.class, () -> inflate(body, coding));
    assertEquals(0, admission.held());
    return refusal;
  }

  @ParameterizedTest
  @EnumSource(names = {"GZIP", "ZSTD", "DEFLATE"})
  @DisplayName("compressed bodies are inflated, up to exactly the limit")
  void roundTrip(ContentCoding coding) throws IOException {
    Random random = new Random(1);
    for (int size : new int[] {1, 2, 4_095, 4_096, 4_097, 100_000, LIMIT}) {
      byte[] plain = new byte[size];
      random.nextBytes(plain);
      assertArrayEquals(plain, inflate(compress(plain, coding), coding));
    }
    assertArrayEquals(EVENTS, inflate(compress(EVENTS, coding), coding));
    assertArrayEquals(new byte[0], inflate(compress(new byte[0], coding), coding));
  }

  @ParameterizedTest
  @EnumSource(names = {"GZIP", "ZSTD", "DEFLATE"})
  @DisplayName(
      "one byte over the limit is refused with 413, and a bomb holds no more than the limit")
  void bomb(ContentCoding coding) throws IOException {
    assertEquals(413, status(refused(compress(new byte[LIMIT + 1], coding), coding)));
    byte[] bomb = compress(new byte[64 << 20], coding);
    assertTrue(bomb.length < 100_000);
    Admission tight = new Admission(4 << 20);
    Admission.Ticket other = tight.admit(1).orElseThrow();
    Admission.Ticket ticket = tight.admit(bomb.length).orElseThrow();
    Refusal refusal = assertThrows(Refusal.class, () -> inflation.inflate(bomb, coding, ticket));
    assertEquals(413, status(refusal));
    assertTrue(ticket.bytes() <= bomb.length + LIMIT + 1, "holds " + ticket.bytes());
    other.release();
  }

  @ParameterizedTest
  @EnumSource(names = {"GZIP", "ZSTD", "DEFLATE"})
  @DisplayName("too little memory for the inflated body gives 503 before it is allocated")
  void noRoom(ContentCoding coding) throws IOException {
    byte[] body = compress(new byte[LIMIT], coding);
    Admission tight = new Admission(LIMIT / 2);
    tight.admit(1);
    Admission.Ticket ticket = tight.admit(body.length).orElseThrow();
    Refusal refusal = assertThrows(Refusal.class, () -> inflation.inflate(body, coding, ticket));
    assertEquals(503, status(refusal));
    assertTrue(tight.held() <= LIMIT / 2);
  }

  @ParameterizedTest
  @EnumSource(names = {"GZIP", "ZSTD", "DEFLATE"})
  @DisplayName("a body that is truncated anywhere, or followed by other bytes, is refused with 400")
  void broken(ContentCoding coding) throws IOException {
    byte[] whole = compress(EVENTS, coding);
    for (int length = 1; length < whole.length; length++) {
      assertEquals(400, status(refused(Arrays.copyOf(whole, length), coding)));
    }
    for (int extra : new int[] {1, 3, 4, 20}) {
      byte[] garbage = new byte[extra];
      Arrays.fill(garbage, (byte) 'x');
      assertEquals(400, status(refused(join(whole, garbage), coding)));
    }
    assertEquals(400, status(refused(EVENTS, coding)));
  }

  @ParameterizedTest
  @EnumSource(names = {"GZIP", "ZSTD", "DEFLATE"})
  @DisplayName("damaged bytes give 400, 413 or bytes, and never another failure")
  void damaged(ContentCoding coding) throws IOException {
    byte[] whole = compress(EVENTS, coding);
    Random random = new Random(7);
    for (int i = 0; i < 2_000; i++) {
      byte[] bad = whole.clone();
      bad[random.nextInt(bad.length)] = (byte) random.nextInt();
      try {
        inflate(bad, coding);
      } catch (Refusal refusal) {
        int status = status(refusal);
        assertTrue(status == 400 || status == 413, "status " + status);
      }
    }
  }

  @Test
  @DisplayName("several gzip members and zstd frames are accepted, and so is a raw deflate stream")
  void several() throws IOException {
    for (ContentCoding coding : new ContentCoding[] {ContentCoding.GZIP, ContentCoding.ZSTD}) {
      byte[] one = compress(EVENTS, coding);
      assertArrayEquals(join(EVENTS, EVENTS), inflate(join(one, one), coding));
    }
    ByteArrayOutputStream raw = new ByteArrayOutputStream();
    try (OutputStream out =
        new DeflaterOutputStream(raw, new Deflater(Deflater.BEST_SPEED, true))) {
      out.write(EVENTS);
    }
    assertArrayEquals(EVENTS, inflate(raw.toByteArray(), ContentCoding.DEFLATE));
  }

  @Test
  @DisplayName("a gzip header may contain a name, a comment, extra bytes and its own checksum")
  void gzipHeader() throws IOException {
    byte[] plain = compress(EVENTS, ContentCoding.GZIP);
    byte[] head = {31, (byte) 139, 8, 2 | 4 | 8 | 16, 0, 0, 0, 0, 0, 3};
    byte[] optional = {2, 0, 'a', 'b', 'n', 0, 'c', 0, 1, 2};
    byte[] rest = Arrays.copyOfRange(plain, 10, plain.length);
    assertArrayEquals(EVENTS, inflate(join(head, optional, rest), ContentCoding.GZIP));
  }

  @Test
  @DisplayName("a zstd frame that needs a window of more than 8 MiB is refused with 400")
  void window() throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (ZstdOutputStreamNoFinalizer zstd = new ZstdOutputStreamNoFinalizer(out)) {
      zstd.setLong(27);
      zstd.write(EVENTS);
    }
    assertEquals(400, status(refused(out.toByteArray(), ContentCoding.ZSTD)));
    assertArrayEquals(EVENTS, inflate(Zstd.compress(EVENTS, 19), ContentCoding.ZSTD));
  }
}
