package io.streamproc.bench.speed.latency;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.streamproc.core.event.EventEncoder;
import io.vertx.core.json.JsonObject;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class OldEventsTest {
  private static final long NOW = 1_700_000_000_000L;

  @Test
  @DisplayName("the events of all batches fill the week before, with whole amounts")
  void week() {
    OldEvents requests = new OldEvents(NOW, 2_000);
    requests.next(0);
    String text = requests.next(0).toString();
    List<JsonObject> events =
        text.substring(text.indexOf("\r\n\r\n") + 4).lines().map(JsonObject::new).toList();
    assertEquals(OldEvents.BATCH, events.size());
    assertEquals(NOW - OldEvents.SPAN.toMillis() / 2, events.get(0).getLong("time"));
    assertTrue(events.get(999).getLong("time") < NOW);
    assertTrue(events.stream().allMatch(one -> one.getDouble("amount") % 1 == 0));
    assertTrue(
        events.stream()
            .map(one -> EventEncoder.encode(one.getDouble("amount"), one.getLong("time")))
            .allMatch(value -> value.length <= StoreWatch.PLAIN_LENGTH),
        "longer ones are taken for probes");
  }
}
