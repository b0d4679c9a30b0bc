package io.streamproc.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.apache.kafka.clients.producer.BufferExhaustedException;
import org.apache.kafka.common.errors.ProducerFencedException;
import org.apache.kafka.common.errors.TimeoutException;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class WriterStatusTest {
  private static final Exception SLOW = new TimeoutException("slow");
  private static final Exception FENCED = new ProducerFencedException("fenced");

  private final WriterStatus status = new WriterStatus();

  @Test
  @DisplayName("a snapshot resets acknowledgements and failures, and includes waiting requests")
  void snapshot() {
    status.started();
    status.acknowledged();
    assertEquals(new WriterStatus.Snapshot(true, true, null, false), status.snapshot());
    status.finished(SLOW);
    assertEquals(new WriterStatus.Snapshot(false, false, SLOW, false), status.snapshot());
    assertEquals(new WriterStatus.Snapshot(false, false, null, false), status.snapshot());
  }

  @Test
  @DisplayName(
      "a failure together with acknowledgements does not mean a failing Kafka, a failure "
          + "alone does")
  void failing() {
    status.started();
    status.finished(SLOW);
    status.acknowledged();
    assertFalse(status.snapshot().isFailing());
    status.started();
    status.finished(SLOW);
    assertTrue(status.snapshot().isFailing());
    assertFalse(status.snapshot().isFailing());
  }

  @Test
  @DisplayName("a full buffer does not count as a failure of Kafka")
  void full() {
    status.started();
    status.finished(new BufferExhaustedException("full"));
    assertNull(status.snapshot().fault());
  }

  @Test
  @DisplayName("a permanent failure marks the producer as broken until it is replaced")
  void broken() {
    status.started();
    status.finished(FENCED);
    status.started();
    status.finished(SLOW);
    status.acknowledged();
    assertTrue(status.isBroken());
    assertTrue(status.snapshot().isFailing());
    assertSame(FENCED, status.snapshot().fault());
    status.replaced();
    assertFalse(status.isBroken());
    assertFalse(status.snapshot().isFailing());
  }
}
