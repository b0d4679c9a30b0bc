package io.streamproc.producer.file;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** NDJSON: one object per line. */
final class JsonRows implements Rows {
  static final JsonFactory JSON =
      JsonFactory.builder()
          .streamReadConstraints(
              StreamReadConstraints.builder().maxStringLength(Lines.MAX_LINE).build())
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
          .build();

  private final Lines lines;

  JsonRows(Lines lines) {
    this.lines = lines;
  }

  @Override
  public Row next() throws IOException {
    for (String text = lines.next(); text != null; text = lines.next()) {
      if (lines.tooLong()) {
        return Row.bad("is longer than " + Lines.MAX_LINE + " characters", lines.number());
      }
      if (!text.isBlank()) {
        return row(text, lines.number());
      }
    }
    return null;
  }

  /** Parses a line that is one object. */
  static Row row(String text, long line) {
    try (JsonParser in = JSON.createParser(text)) {
      Row row =
          in.nextToken() == JsonToken.START_OBJECT
              ? object(in, line)
              : Row.bad("is no JSON object", line);
      return in.nextToken() == null
          ? row
          : Row.bad("follows another on the same line; NDJSON has one object a line", line);
    } catch (JsonProcessingException e) {
      return Row.bad("is not valid JSON: " + e.getOriginalMessage(), line);
    } catch (IOException e) {
      return Row.bad("is not valid JSON: " + e.getMessage(), line);
    }
  }

  /** Parses the object at whose first token the parser stands. Nested values are skipped. */
  static Row object(JsonParser in, long line) throws IOException {
    List<String> names = new ArrayList<>();
    List<String> cells = new ArrayList<>();
    while (in.nextToken() == JsonToken.FIELD_NAME) {
      names.add(in.currentName());
      JsonToken value = in.nextToken();
      if (value.isStructStart()) {
        in.skipChildren();
        cells.add("{…}");
      } else {
        cells.add(value == JsonToken.VALUE_NULL ? "" : in.getText().strip());
      }
    }
    return Row.named(names, cells, line);
  }

  @Override
  public long position() {
    return lines.number();
  }

  @Override
  public long digest() {
    return lines.digest();
  }

  @Override
  public void close() throws IOException {
    lines.close();
  }
}
