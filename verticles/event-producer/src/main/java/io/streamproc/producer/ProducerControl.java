package io.streamproc.producer;

import io.streamproc.core.bus.ProducerState;
import io.streamproc.core.settings.Settings;
import io.vertx.core.eventbus.Message;
import io.vertx.core.json.JsonObject;
import java.util.Arrays;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Changes rate and shape of the generated events on request. A change is lost when the process
 * ends: what a producer starts with are its settings.
 */
final class ProducerControl {
  /** Events per second; more can be set, but not by a request. */
  static final double MOST_RATE = 10_000;

  private static final double LEAST_RATE = 0.1;
  private static final int BAD_REQUEST = 400;
  private static final String RATE = "rate";
  private static final String SHAPE = "shape";
  private static final Logger LOG = LoggerFactory.getLogger(ProducerControl.class);

  private final Generator generator;

  ProducerControl(Generator generator) {
    this.generator = generator;
  }

  /** Answers a request with what is generated from now on, or fails it with code 400. */
  void handle(Message<Object> message) {
    try {
      if (!(message.body() instanceof JsonObject change)) {
        throw new IllegalArgumentException("a change is a JSON object");
      }
      double rate = change.containsKey(RATE) ? rate(change.getValue(RATE)) : generator.rate();
      Shape shape = change.containsKey(SHAPE) ? shape(change.getValue(SHAPE)) : generator.shape();
      if (rate != generator.rate() || shape != generator.shape()) {
        generator.change(rate, shape);
        LOG.info("generates {} events per second, {}", rate, Settings.id(shape));
      }
      message.reply(state().toJson());
    } catch (IllegalArgumentException e) {
      message.fail(BAD_REQUEST, e.getMessage());
    }
  }

  private static double rate(Object value) {
    if (value instanceof Number number
        && number.doubleValue() >= LEAST_RATE
        && number.doubleValue() <= MOST_RATE) {
      return number.doubleValue();
    }
    throw new IllegalArgumentException(
        "rate is a number between " + LEAST_RATE + " and " + (int) MOST_RATE);
  }

  private static Shape shape(Object id) {
    return Arrays.stream(Shape.values())
        .filter(shape -> Settings.id(shape).equals(id))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("there is no such shape"));
  }

  private ProducerState state() {
    List<String> shapes = Arrays.stream(Shape.values()).map(Settings::id).toList();
    return new ProducerState(generator.rate(), Settings.id(generator.shape()), shapes, MOST_RATE);
  }
}
