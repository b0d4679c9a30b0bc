package io.streamproc.core.bus;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.streamproc.core.series.Bucket;
import io.streamproc.core.series.SeriesName;
import io.streamproc.core.series.SeriesQuery;
import io.streamproc.core.series.Step;
import io.streamproc.core.series.TimeRange;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("On the event bus")
class MessagesTest {
  private static final List<Bucket> BUCKETS =
      List.of(
          new Bucket(1_700_000_000_000L, 3, 0.1 + 0.2, -1e290, 5),
          new Bucket(1_700_000_001_000L, Long.MAX_VALUE, 5, 5, 5));

  @Test
  @DisplayName("buckets keep their values to the last digit in JSON")
  void buckets() {
    String text = BucketJson.toJson(BUCKETS).encode();
    assertEquals(BUCKETS, BucketJson.fromJson(new JsonArray(text)));
    assertEquals(List.of(), BucketJson.fromJson(new JsonArray("[]")));
  }

  @Test
  @DisplayName("whole numbers of other languages are accepted as sums")
  void integers() {
    assertEquals(
        List.of(new Bucket(0, 2, 10, 5, 5)),
        BucketJson.fromJson(new JsonArray("[[0, 2, 10, 5, 5]]")));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "[1]",
        "[[]]",
        "[[0, 0, 1, 1, 1]]",
        "[[0, \"1\", 1, 1, 1]]",
        "[[0, 1, null, 1, 1]]"
      })
  @DisplayName("an invalid bucket is rejected")
  void noBucket(String text) {
    assertThrows(RuntimeException.class, () -> BucketJson.fromJson(new JsonArray(text)));
  }

  @Test
  @DisplayName("a hint is unchanged after encoding and decoding")
  void hint() {
    ProgressHint hint = new ProgressHint(SeriesName.HIGH, new TimeRange(1, 1_700_000_000_000L));
    assertEquals("{\"series\":\"high\",\"from\":1,\"to\":1700000000000}", hint.toJson().encode());
    assertEquals(hint, ProgressHint.fromJson(new JsonObject(hint.toJson().encode())));
  }

  @Test
  @DisplayName("stored events are unchanged after encoding and decoding")
  void storedEvents() {
    StoredEvents stored = new StoredEvents(SeriesName.LOW, List.of("a-1", "b"));
    assertEquals("{\"series\":\"low\",\"ids\":[\"a-1\",\"b\"]}", stored.toJson().encode());
    assertEquals(stored, StoredEvents.fromJson(new JsonObject(stored.toJson().encode())));
    for (String text : List.of("{}", "{\"series\":\"low\"}", "{\"series\":\"low\",\"ids\":[1]}")) {
      JsonObject json = new JsonObject(text);
      assertThrows(RuntimeException.class, () -> StoredEvents.fromJson(json));
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "{\"series\":\"high\",\"from\":1}",
        "{\"series\":\"mid\",\"from\":1,\"to\":2}",
        "{\"series\":\"high\",\"from\":2,\"to\":2}",
        "{\"series\":\"high\",\"from\":\"1\",\"to\":2}"
      })
  @DisplayName("an invalid hint is rejected")
  void noHint(String text) {
    assertThrows(RuntimeException.class, () -> ProgressHint.fromJson(new JsonObject(text)));
  }

  @Test
  @DisplayName("a live update has the form that the page reads")
  void liveUpdate() {
    LiveUpdate update =
        new LiveUpdate(
            SeriesName.LOW, Step.FIVE_SECONDS, List.of(new Bucket(5_000, 2, 3, 1, 2)), 9);
    assertEquals(
        "{\"series\":\"low\",\"step\":5000,\"buckets\":[[5000,2,3.0,1.0,2.0]],\"asOf\":9}",
        update.toJson().encode());
    assertEquals(update, LiveUpdate.fromJson(new JsonObject(update.toJson().encode())));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "{\"series\":\"mid\",\"step\":5000,\"buckets\":[],\"asOf\":9}",
        "{\"series\":\"low\",\"step\":3000,\"buckets\":[],\"asOf\":9}",
        "{\"series\":\"low\",\"step\":5000,\"buckets\":[[]],\"asOf\":9}",
        "{\"series\":\"low\",\"step\":5000,\"buckets\":[]}"
      })
  @DisplayName("an invalid live update is rejected")
  void noLiveUpdate(String text) {
    assertThrows(RuntimeException.class, () -> LiveUpdate.fromJson(new JsonObject(text)));
  }

  @Test
  @DisplayName("a presence message is unchanged after encoding and decoding")
  void presence() {
    Presence presence = new Presence("a", 1_700_000_000_000L, Set.of(SeriesName.LOW), false);
    assertEquals(
        "{\"id\":\"a\",\"since\":1700000000000,\"reads\":[\"low\"],\"leaving\":false}",
        presence.toJson().encode());
    assertEquals(presence, Presence.fromJson(new JsonObject(presence.toJson().encode())));
    Presence leaving = new Presence("b", 0, Set.of(SeriesName.values()), true);
    assertEquals(leaving, Presence.fromJson(new JsonObject(leaving.toJson().encode())));
    Presence blind = new Presence("c", 0, Set.of(), false);
    assertEquals(blind, Presence.fromJson(new JsonObject(blind.toJson().encode())));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "{\"since\":1,\"reads\":[],\"leaving\":false}",
        "{\"id\":\"\",\"since\":1,\"reads\":[],\"leaving\":false}",
        "{\"id\":\"a\",\"reads\":[],\"leaving\":false}",
        "{\"id\":\"a\",\"since\":\"now\",\"reads\":[],\"leaving\":false}",
        "{\"id\":\"a\",\"since\":1,\"leaving\":false}",
        "{\"id\":\"a\",\"since\":1,\"reads\":[\"mid\"],\"leaving\":false}",
        "{\"id\":\"a\",\"since\":1,\"reads\":[7],\"leaving\":false}",
        "{\"id\":\"a\",\"since\":1,\"reads\":[]}"
      })
  @DisplayName("an invalid presence message is rejected")
  void noPresence(String text) {
    assertThrows(RuntimeException.class, () -> Presence.fromJson(new JsonObject(text)));
  }

  @Test
  @DisplayName("an answer has both series, and names the one whose store is silent")
  void answer() {
    SeriesQuery query = new SeriesQuery(new TimeRange(0, 2_000), Step.SECOND);
    List<Bucket> high = List.of(new Bucket(0, 1, 7, 7, 7));
    assertEquals(
        "{\"from\":0,\"to\":2000,\"step\":1000,\"asOf\":9,"
            + "\"series\":{\"high\":[[0,1,7.0,7.0,7.0]],\"low\":[]}}",
        new SeriesAnswer(query, 9, Map.of(SeriesName.HIGH, high, SeriesName.LOW, List.of()))
            .toJson()
            .encode());
    assertEquals(
        "{\"from\":0,\"to\":2000,\"step\":1000,\"asOf\":9,"
            + "\"series\":{\"high\":[[0,1,7.0,7.0,7.0]],\"low\":[]},\"unavailable\":[\"low\"]}",
        new SeriesAnswer(query, 9, Map.of(SeriesName.HIGH, high)).toJson().encode());
  }
}
