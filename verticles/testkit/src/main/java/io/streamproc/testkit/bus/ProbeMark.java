package io.streamproc.testkit.bus;

import io.vertx.core.Context;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.DeliveryContext;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.json.JsonObject;
import java.util.UUID;

/**
 * A message without a body that shows a probe how far the bus has delivered. Only that probe
 * receives it; other subscribers of the address would take it for a malformed message.
 */
final class ProbeMark {
  private static final String HEADER = "testkit-mark";
  private static final String PROBE = "testkit-probe";

  private final String probe = UUID.randomUUID().toString();

  /** Returns options that mark the deployed verticle as the receiver of its own marks. */
  DeploymentOptions deployment() {
    return new DeploymentOptions().setConfig(new JsonObject().put(PROBE, probe));
  }

  /** Publishes a mark. */
  void publish(Vertx from, String address, String mark) {
    DeliveryOptions options = new DeliveryOptions().addHeader(HEADER, probe + "/" + mark);
    from.eventBus().publish(address, null, options);
  }

  /** Returns the mark that a message carries, or null. */
  String of(RecordedMessage message) {
    String header = message.headers().get(HEADER);
    return header == null ? null : header.substring(probe.length() + 1);
  }

  static boolean isMark(DeliveryContext<?> delivery) {
    return delivery.message().headers().contains(HEADER);
  }

  /** Interceptor that hides marks from all subscribers but their own probe. */
  static void hide(DeliveryContext<Object> delivery) {
    String mark = delivery.message().headers().get(HEADER);
    if (mark == null || mark.startsWith(receivingProbe() + "/")) {
      delivery.next();
    }
  }

  private static String receivingProbe() {
    Context context = Vertx.currentContext();
    JsonObject config = context == null ? null : context.config();
    return config == null ? "" : config.getString(PROBE, "");
  }
}
