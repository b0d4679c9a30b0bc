package io.streamproc.launcher.command;

import io.streamproc.consumer.ConsumerSettings;
import io.streamproc.core.series.SeriesName;
import io.streamproc.core.series.Threshold;
import io.streamproc.core.settings.Durations;
import io.streamproc.core.settings.Settings;
import io.streamproc.core.text.Printable;
import io.streamproc.launcher.settings.AllSettings;
import io.streamproc.launcher.settings.ClientSettings;
import io.streamproc.launcher.settings.SettingsOptions;
import java.io.PrintWriter;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ThreadLocalRandom;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The command {@code streamproc smoke}. */
@Command(
    name = "smoke",
    description = {
      "Post a few events to a running system and wait until exactly"
          + " these are in both series. Their times are half an hour in the"
          + " past, where live charts don't show them.",
      "If the servers need authentication or have a certificate of a private authority, set"
          + " smoke.token (STREAMPROC_SMOKE_TOKEN) and smoke.trust.",
      "Exit code 0: they are; 1: the test could not run; 2: wrong usage;"
          + " 3: they are not, within the timeout, or the token is not accepted."
    },
    mixinStandardHelpOptions = true)
public final class SmokeCommand implements Callable<Integer> {
  private static final int MISSED = 3;

  @Spec private CommandSpec spec;
  @Mixin private SettingsOptions options;

  @Option(
      names = "--api",
      paramLabel = "URL",
      defaultValue = "http://127.0.0.1:9998",
      description = "URL of event-api (default: ${DEFAULT-VALUE})")
  private String api;

  @Option(
      names = "--series",
      paramLabel = "URL",
      defaultValue = "http://127.0.0.1:9997",
      description =
          "URL to query the series: aggregator, or web-ui, which also tests"
              + " the event bus (repeatable; default: ${DEFAULT-VALUE})")
  private List<String> series;

  @Option(
      names = "--events",
      paramLabel = "N",
      defaultValue = "10",
      description = "number of events of each series (default: ${DEFAULT-VALUE})")
  private int each;

  @Option(
      names = "--wait",
      paramLabel = "TIME",
      defaultValue = "60s",
      description = "timeout of the whole test (default: ${DEFAULT-VALUE})")
  private String timeout;

  @Override
  public Integer call() {
    Settings settings = options.load();
    AllSettings.declare(settings);
    Threshold threshold = ConsumerSettings.read(settings).threshold();
    SystemClient client = new SystemClient(ClientSettings.smoke(settings));
    settings.checkShared(List.of()); // the log is on standard output, where the result goes
    long second = Smoke.quietSecond(System.currentTimeMillis(), random());
    Smoke smoke = new Smoke(client, threshold, second, Durations.parse(timeout));
    try {
      run(smoke, second);
      return 0;
    } catch (Smoke.MissedException e) {
      say("missed: %s", Printable.of(e.getMessage()));
      return MISSED;
    }
  }

  private void run(Smoke smoke, long second) throws Smoke.MissedException {
    Map<String, Map<SeriesName, Long>> before = new LinkedHashMap<>();
    for (String base : series) {
      before.put(base, smoke.counts(base));
    }
    long start = System.nanoTime();
    smoke.post(api, each);
    say(
        "%s accepted %d events of %s after %.2f s",
        api, 2 * each, Instant.ofEpochMilli(second), secondsSince(start));
    for (String base : series) {
      smoke.awaitGrowth(base, before.get(base), each);
      say("%s shows them after %.2f s", base, secondsSince(start));
    }
  }

  private static double random() {
    return ThreadLocalRandom.current().nextDouble();
  }

  private static double secondsSince(long start) {
    return (System.nanoTime() - start) / 1e9;
  }

  private void say(String format, Object... values) {
    PrintWriter out = spec.commandLine().getOut();
    out.printf(Locale.ROOT, format + "%n", values);
    out.flush();
  }
}
