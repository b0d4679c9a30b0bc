package io.streamproc.bench.broken;

import io.streamproc.consumer.ConsumerConfig;
import io.streamproc.consumer.high.ConsumerHighVerticle;
import io.streamproc.consumer.low.ConsumerLowVerticle;
import io.streamproc.core.management.ManagementServer;
import io.streamproc.core.management.ManagementSettings;
import io.streamproc.core.role.RoleContext;
import io.streamproc.core.series.SeriesName;
import io.streamproc.core.settings.Settings;
import io.streamproc.core.text.ProcessLocale;
import io.streamproc.stores.timescale.TimescaleSettings;
import io.vertx.core.Deployable;
import io.vertx.core.Vertx;
import java.util.HashMap;
import java.util.Map;

/**
 * Runs a deliberately broken consumer as a process: {@code BREAKAGE ROLE --config FILE --set
 * KEY=VALUE ...}, with the options of {@code streamproc run}.
 */
public final class BrokenConsumer {
  private BrokenConsumer() {}

  public static void main(String[] args) {
    ProcessLocale.fix();
    Map<String, String> overrides = new HashMap<>();
    Map<String, String> env = new HashMap<>();
    for (int i = 2; i < args.length; i += 2) {
      if (args[i].equals("--config")) {
        env.put(Settings.ENV_FILE, args[i + 1]);
      } else {
        String[] setting = args[i + 1].split("=", 2);
        overrides.put(setting[0], setting[1]);
      }
    }
    run(Breakage.valueOf(args[0]), args[1], Settings.load(overrides, env));
  }

  private static void run(Breakage breakage, String roleName, Settings source) {
    boolean high = roleName.endsWith(SeriesName.HIGH.id());
    ConsumerConfig good =
        high ? ConsumerHighVerticle.read(source) : ConsumerLowVerticle.read(source);
    ConsumerConfig broken = breakage.breakIt(good, TimescaleSettings.read(source));
    ManagementSettings management = ManagementSettings.read(source);
    Vertx vertx = Vertx.vertx();
    RoleContext role = RoleContext.create(vertx);
    role.health().part(roleName);
    Deployable verticle =
        high ? new ConsumerHighVerticle(broken, role) : new ConsumerLowVerticle(broken, role);
    vertx.deployVerticle(
        new ManagementServer(management, role.health(), role.metrics(), role.clock()));
    vertx.deployVerticle(verticle);
  }
}
