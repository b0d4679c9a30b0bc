package io.streamproc.producer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.streamproc.core.event.Event;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("A line of a replayed file")
class ReplayParserTest {
  private final ReplayParser parser = new ReplayParser();

  @ParameterizedTest
  @DisplayName("is an event in each of these forms")
  @CsvSource(
      delimiter = '|',
      ignoreLeadingAndTrailingWhitespace = false,
      quoteCharacter = '`',
      value = {
        "2015-09-01 11:30:00,13.56|13.56|1441107000000",
        "2015-09-01T11:30:00,13.56|13.56|1441107000000",
        "2015-09-01T11:30:00Z,13.56|13.56|1441107000000",
        "2015-09-01T13:30:00+02:00,13.56|13.56|1441107000000",
        "2015-09-01 06:00:00-05:30,13.56|13.56|1441107000000",
        "2015-09-01 11:30:00.25,5|5|1441107000250",
        "2015-09-01 11:30:00.9999,5|5|1441107000999",
        "2015-09-01 11:30,5|5|1441107000000",
        "1441107000000,-3|-3|1441107000000",
        "0,0|0|0",
        " 2015-09-01 11:30:00 , 5 |5|1441107000000",
        "\"2015-09-01 11:30:00\",\"4.75\"|4.75|1441107000000",
        "1441107000000,1e-3|0.001|1441107000000",
        "1441107000000,+.5|0.5|1441107000000",
        "1441107000000,-0.0|0|1441107000000",
        "{\"amount\":7.2,\"time\":1441107000000}|7.2|1441107000000",
        "  {\"time\":\"2015-09-01T11:30:00Z\", \"amount\":5}|5|1441107000000",
      })
  void events(String line, double amount, long time) {
    assertEquals(new Event(amount, time), parser.parse(line));
  }

  @ParameterizedTest
  @DisplayName("is refused with the reason in these")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "2015-09-01 11:30:00|has 1 fields, expected timestamp,value",
        "2015-09-01 11:30:00,1,2|has 3 fields",
        "2015-09-01 11:30:00,|'' is not a number",
        "2015-09-01 11:30:00,five|'five' is not a number",
        "2015-09-01 11:30:00,NaN|'NaN' is not a number",
        "2015-09-01 11:30:00,Infinity|'Infinity' is not a number",
        "2015-09-01 11:30:00,0x1p3|'0x1p3' is not a number",
        "2015-09-01 11:30:00,1d|'1d' is not a number",
        "2015-09-01 11:30:00,1e400|amount out of range",
        ",5|'' is no time such as",
        "yesterday,5|'yesterday' is no time such as",
        "2015-02-30 11:30:00,5|'2015-02-30 11:30:00' is no time such as",
        "2015-09-01,5|'2015-09-01' is no time such as",
        "01.09.2015 11:30,5|is no time such as",
        "-1,5|must lie between 1970-01-01 and 2261-12-31",
        "99999999999999999999,5|too many digits",
        "1441107000.5,5|must be epoch milliseconds or RFC 3339",
        "1969-12-31 23:59:59,5|must lie between",
        "{\"amount\":7.2}|has no 'time'",
        "{\"amount\":\"5\",\"time\":1}|field 'amount' must be a number, found a string",
        "{\"amount\":5,\"time\":1,\"x\":1}|field 'x' is unknown",
        "{\"amount\":5,\"time\":1}{\"amount\":5,\"time\":1}|follows another on the same line",
        "{\"amount\":5|is not valid JSON",
      })
  void refused(String line, String reason) {
    Exception e = assertThrows(IllegalArgumentException.class, () -> parser.parse(line));
    assertTrue(e.getMessage().contains(reason), e.getMessage());
  }

  @ParameterizedTest
  @DisplayName("is a header if it is no JSON and holds no digit")
  @CsvSource(
      delimiter = '|',
      value = {
        "timestamp,value|true",
        "\"time\",\"amount\"|true",
        "2015-09-01 11:30:00,1|false",
        "{\"amount\":x}|false",
        "value1,x|false"
      })
  void header(String line, boolean expected) {
    assertEquals(expected, ReplayParser.isHeader(line));
  }
}
