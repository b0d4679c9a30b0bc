package io.streamproc.core.event;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigInteger;

/**
 * Reads events out of JSON (RFC 8259, UTF-8 only) and NDJSON. The decoder is strict: it rejects
 * everything that it does not fully understand, because silently ignoring a field would silently
 * lose data.
 *
 * <p>Either the whole input is valid and is returned, or an {@link InvalidEventException} names the
 * first offending event and field. Immutable and safe for use by many threads.
 */
public final class EventDecoder {
  /** Decoding takes at most this many times the memory of its input, in addition to the input. */
  public static final int MOST_GROWTH = 3;

  static final String AMOUNT = "amount";
  static final String TIME = "time";

  private static final String NOT_UTF8 = "is not valid UTF-8";
  private static final BigInteger MOST = BigInteger.valueOf(Long.MAX_VALUE);
  private static final int BYTES_PER_EVENT = 16; // {"amount":7.2}\n is the shortest common line

  private final JsonFactory json =
      JsonFactory.builder()
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxNestingDepth(8)
                  .maxNameLength(256)
                  .maxStringLength(1_000)
                  .maxNumberLength(1_000)
                  .build())
          .enable(StreamReadFeature.USE_FAST_DOUBLE_PARSER)
          .disable(JsonFactory.Feature.CHARSET_DETECTION) // would accept UTF-16 and UTF-32
          .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
          .build();

  /**
   * Decodes a whole request.
   *
   * @param body the bytes; a leading UTF-8 byte order mark is skipped
   * @param format how they are laid out
   * @param now time of events without a time, epoch milliseconds
   * @return at least one event, in the order of the input
   * @throws InvalidEventException if any of it is not a valid event
   */
  public EventBatch decode(byte[] body, EventFormat format, long now) throws InvalidEventException {
    int start = skipByteOrderMark(body);
    boolean lines =
        format == EventFormat.LINES
            || format == EventFormat.EITHER && !startsWithBracket(body, start);
    EventBatch out = new EventBatch(Math.max(1, (body.length - start) / BYTES_PER_EVENT));
    if (!EventScanner.read(body, start, lines, now, out)) {
      out.clear();
      parse(body, start, lines, now, out);
    }
    return out;
  }

  /** Accepts every form, and names what is wrong with an invalid request. */
  void parse(byte[] body, int start, boolean lines, long now, EventBatch out)
      throws InvalidEventException {
    Cursor at = new Cursor();
    try (JsonParser in = json.createParser(body, start, body.length - start)) {
      decode(in, lines, now, out, at);
    } catch (JsonProcessingException e) {
      throw at.invalid(Utf8.isValid(body) ? JsonFaults.explain(e) : NOT_UTF8);
    } catch (IOException e) {
      throw new UncheckedIOException(e); // an array of bytes has no I/O errors
    }
    if (!Utf8.isAscii(body, start)) {
      // A valid event is ASCII, so these were overlong forms of ASCII, which the parser accepts.
      throw new InvalidEventException(-1, null, NOT_UTF8);
    }
    if (out.size() == 0) {
      throw new InvalidEventException(-1, null, "no event: send at least one");
    }
  }

  /**
   * Decodes one event, such as a record's value.
   *
   * @param value one JSON object
   * @param now its time if it has none, epoch milliseconds; a record may also have none, which
   *     Kafka reports as -1
   * @throws InvalidEventException if it is not a valid event
   */
  public Event decodeOne(byte[] value, long now) throws InvalidEventException {
    Event plain = EventScanner.read(value);
    return plain == null ? parseOne(value, now) : plain;
  }

  /** Accepts every form, and names what is wrong with an invalid event. */
  Event parseOne(byte[] value, long now) throws InvalidEventException {
    EventBatch one = new EventBatch(1);
    parse(value, skipByteOrderMark(value), true, now, one);
    if (one.size() != 1) {
      throw new InvalidEventException(-1, null, "expected one event, found " + one.size());
    }
    long time = one.time(0);
    if (time < Event.MIN_TIME || time > Event.MAX_TIME) { // only now is unchecked
      throw new InvalidEventException(
          -1, "time", "is missing, and the record's own timestamp, " + time + ", is out of range");
    }
    return new Event(one.amount(0), time);
  }

  private void decode(JsonParser in, boolean lines, long now, EventBatch out, Cursor at)
      throws IOException, InvalidEventException {
    try {
      if (lines) {
        decodeLines(in, now, out, at);
      } else {
        decodeJson(in, now, out, at);
      }
    } catch (JsonProcessingException e) {
      at.blame(in.currentName());
      throw e;
    }
  }

  private void decodeJson(JsonParser in, long now, EventBatch out, Cursor at)
      throws IOException, InvalidEventException {
    JsonToken first = in.nextToken();
    if (first == null) {
      return;
    }
    if (first == JsonToken.START_ARRAY) {
      while (in.nextToken() != JsonToken.END_ARRAY) {
        decodeObject(in, now, out, at);
      }
    } else {
      decodeObject(in, now, out, at);
    }
    at.wholeInput();
    if (in.nextToken() != null) {
      throw at.invalid(
          "trailing data after the JSON value; send many objects as an array or NDJSON");
    }
  }

  private void decodeLines(JsonParser in, long now, EventBatch out, Cursor at)
      throws IOException, InvalidEventException {
    int lastLine = 0;
    while (in.nextToken() != null) {
      int line = in.currentTokenLocation().getLineNr();
      if (line == lastLine) {
        throw at.invalid("follows another on the same line; NDJSON has one object a line");
      }
      decodeObject(in, now, out, at);
      lastLine = in.currentTokenLocation().getLineNr();
      if (lastLine != line) {
        throw new InvalidEventException(
            at.index - 1, null, "spans several lines; NDJSON has one object a line");
      }
    }
  }

  /** Called with the parser on the object's first token; returns with it on the last one. */
  private void decodeObject(JsonParser in, long now, EventBatch out, Cursor at)
      throws IOException, InvalidEventException {
    if (in.currentToken() != JsonToken.START_OBJECT) {
      throw at.invalid("expected an object such as {\"amount\": 7.2}, found " + name(in));
    }
    double amount = Double.NaN;
    long time = -1;
    at.done = null;
    String name;
    while ((name = in.nextFieldName()) != null) {
      at.field = name;
      if (name.equals(AMOUNT)) {
        if (!Double.isNaN(amount)) {
          throw at.invalid("appears twice");
        }
        amount = readAmount(in, at);
      } else if (name.equals(TIME)) {
        if (time >= 0) {
          throw at.invalid("appears twice");
        }
        time = readTime(in, at);
      } else {
        at.field = JsonFaults.printable(name);
        throw at.invalid("is unknown; an event has 'amount' and optionally 'time'");
      }
      at.field = null;
      at.done = name;
    }
    if (Double.isNaN(amount)) {
      at.field = AMOUNT;
      throw at.invalid("is missing");
    }
    out.add(amount, time >= 0 ? time : now);
    at.index++;
  }

  private static double readAmount(JsonParser in, Cursor at)
      throws IOException, InvalidEventException {
    JsonToken token = in.nextToken();
    if (token == null || !token.isNumeric()) {
      throw at.invalid("must be a number, found " + name(in));
    }
    double amount = in.getDoubleValue();
    if (!(Math.abs(amount) <= Event.MAX_AMOUNT)) {
      throw at.invalid("is out of range: at most 1e290 in magnitude");
    }
    return amount + 0.0; // no negative zero, see Event
  }

  private static long readTime(JsonParser in, Cursor at) throws IOException, InvalidEventException {
    JsonToken token = in.nextToken();
    try {
      if (token == JsonToken.VALUE_STRING) {
        return EventTime.parseRfc3339(in.getText());
      }
      if (token == JsonToken.VALUE_NUMBER_INT) {
        return EventTime.parse(in.getText());
      }
    } catch (IllegalArgumentException e) {
      throw at.invalid(e.getMessage() + otherUnit(token, in.getText()));
    }
    throw at.invalid("must be whole epoch milliseconds or an RFC 3339 string, found " + name(in));
  }

  /** Names the unit of a number that is too large for milliseconds. */
  private static String otherUnit(JsonToken token, String text) {
    if (token != JsonToken.VALUE_NUMBER_INT || text.startsWith("-") || text.length() > 19) {
      return "";
    }
    return EpochUnit.guess(new BigInteger(text).min(MOST).longValue())
        .filter(unit -> unit != EpochUnit.MS)
        .map(unit -> "; it seems to be in " + unit.words())
        .orElse("");
  }

  private static String name(JsonParser in) {
    JsonToken token = in.currentToken();
    if (token == null) {
      return "the end of the input";
    }
    return switch (token) {
      case START_OBJECT, END_OBJECT -> "an object";
      case START_ARRAY, END_ARRAY -> "an array";
      case VALUE_STRING, FIELD_NAME -> "a string";
      case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> "a number";
      case VALUE_TRUE, VALUE_FALSE -> "a boolean";
      case VALUE_NULL -> "null";
      default -> token.toString();
    };
  }

  private static int skipByteOrderMark(byte[] body) {
    boolean present =
        body.length >= 3
            && body[0] == (byte) 0xEF
            && body[1] == (byte) 0xBB
            && body[2] == (byte) 0xBF;
    return present ? 3 : 0;
  }

  private static boolean startsWithBracket(byte[] body, int start) {
    for (int i = start; i < body.length; i++) {
      if ((body[i] & 0xFF) > ' ') {
        return body[i] == '[';
      }
    }
    return false;
  }

  /** Location in the input, for error messages. */
  private static final class Cursor {
    private int index;
    private String field;
    private String done; // the object's last complete field

    private void wholeInput() {
      index = -1;
    }

    /**
     * The parser reads a number already when it is asked for the preceding name, so an error in the
     * number occurs before the name is known here.
     */
    private void blame(String name) {
      if (field == null && name != null && !name.equals(done)) {
        field = JsonFaults.printable(name);
      }
    }

    private InvalidEventException invalid(String reason) {
      return new InvalidEventException(index, field, reason);
    }
  }
}
