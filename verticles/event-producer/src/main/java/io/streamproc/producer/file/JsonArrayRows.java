package io.streamproc.producer.file;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.io.Reader;

/** The objects of one JSON array, regardless of its line breaks. */
final class JsonArrayRows implements Rows {
  private final JsonParser in;
  private long position;
  private long digest;

  JsonArrayRows(Reader text) throws IOException {
    in = JsonRows.JSON.createParser(text);
  }

  /** A syntax error ends the file, because the start of the next object can't be found. */
  @Override
  public Row next() throws IOException {
    try {
      if (position == 0) {
        in.nextToken();
      }
      JsonToken token = in.nextToken();
      if (token == null || token == JsonToken.END_ARRAY) {
        return null;
      }
      long line = in.currentTokenLocation().getLineNr();
      position++;
      if (token != JsonToken.START_OBJECT) {
        in.skipChildren();
        return Row.bad("is no JSON object", line);
      }
      Row row = JsonRows.object(in, line);
      digest = digest * 31 * 31 + row.names().hashCode() * 31L + row.cells().hashCode();
      return row;
    } catch (JsonProcessingException e) {
      // Violations of the parser's limits, such as the nesting depth, have no location.
      long line = in.currentLocation().getLineNr();
      throw new IOException("line " + line + " is not valid JSON: " + e.getOriginalMessage(), e);
    }
  }

  @Override
  public long position() {
    return position;
  }

  @Override
  public long digest() {
    return digest;
  }

  @Override
  public void close() throws IOException {
    in.close();
  }
}
