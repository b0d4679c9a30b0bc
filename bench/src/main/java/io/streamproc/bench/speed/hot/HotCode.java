package io.streamproc.bench.speed.hot;

import io.streamproc.bench.speed.BenchmarkCase;
import io.streamproc.bench.speed.Plan;
import io.streamproc.bench.speed.Row;
import io.streamproc.bench.speed.Sample;
import io.streamproc.bench.speed.Table;
import io.streamproc.bench.speed.TooNoisyException;
import io.streamproc.bench.speed.Usage;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

/** {@link HotBenchmarks} and {@link OffBenchmarks} by JMH, each round in JVMs of its own. */
public final class HotCode implements BenchmarkCase {
  private static final int ITERATIONS = 3;
  private static final String ALLOCATED = "gc.alloc.rate.norm";

  /** The benchmarks' methods, and what they are in the table; the first is the yardstick. */
  private static final Map<String, String> NAMES = names();

  private static Map<String, String> names() {
    Map<String, String> names = new LinkedHashMap<>();
    names.put("parseTree", "JSON of an event into a JsonObject of Vert.x");
    names.put("decodeRequest", "decode and validate NDJSON of 1,000 events");
    names.put("encodeRecords", "encode the value of a record");
    names.put("sortRecords", "sort a poll of 1,000 records, 6 partitions");
    names.put("lineProtocol", "line protocol of 1,000 events");
    names.put("buckets", "events into buckets of 1 s and 10 s");
    names.put("record", "a record of the Kafka client");
    names.put("tracingOff", "a record of a request, with tracing off");
    names.put("authenticationOff", "the caller of a request, with authentication off");
    names.put("metricsOff", "the meters of a request, with metrics off");
    return names;
  }

  @Override
  public String name() {
    return "hot-code";
  }

  @Override
  public String title() {
    return "Hot code, by JMH";
  }

  @Override
  public String description() {
    return "The pure code that each event passes, on one thread with both compilers; a rate is the"
        + " median of JMH's forks, one per round. The yardstick, a JSON tree of Vert.x, is the unit:"
        + " a ratio of 5 means five times its speed. The last rows are what a request of one event"
        + " passes of the features that are off.";
  }

  @Override
  public Plan plan() {
    return new Plan(3, Duration.ofMillis(300), Duration.ofMillis(900), 0);
  }

  @Override
  public List<Table> run(Plan plan, Path folder, PrintWriter out) throws Exception {
    Map<String, List<Sample>> samples = new LinkedHashMap<>();
    NAMES.keySet().forEach(name -> samples.put(name, new ArrayList<>()));
    for (int round = 0; round < plan.runs(); round++) {
      for (RunResult result : round(plan)) {
        String name = result.getPrimaryResult().getLabel();
        samples.get(name).add(sample(result));
      }
      out.println("round " + (round + 1) + " of " + plan.runs());
      out.flush();
    }
    List<Sample> yardstick = samples.values().iterator().next();
    List<Row> rows = new ArrayList<>();
    samples.forEach(
        (name, own) ->
            rows.add(new Row("1 thread", NAMES.get(name), own, yardstick, Optional.empty())));
    TooNoisyException.check("JsonObject", rows.get(0).rate(), "/s");
    return List.of(Row.table("", rows));
  }

  private static Iterable<RunResult> round(Plan plan) throws RunnerException {
    int warmUps = (int) Math.max(1, plan.warmUp().toMillis() / plan.length().toMillis());
    TimeValue length = new TimeValue(plan.length().toMillis(), TimeUnit.MILLISECONDS);
    return new Runner(
            new OptionsBuilder()
                .include(HotBenchmarks.class.getName())
                .include(OffBenchmarks.class.getName())
                .forks(1)
                .threads(1)
                .warmupIterations(warmUps)
                .warmupTime(length)
                .measurementIterations(ITERATIONS)
                .measurementTime(length)
                .addProfiler(GCProfiler.class)
                .verbosity(VerboseMode.SILENT)
                .shouldFailOnError(true)
                .jvmArgs("-Xmx512m", "-XX:+UseSerialGC")
                .build())
        .run();
  }

  private static Sample sample(RunResult result) {
    double perSecond = result.getPrimaryResult().getScore();
    double bytes = result.getSecondaryResults().get(ALLOCATED).getScore();
    return new Sample(
        perSecond, 1, new Usage(Double.NaN, Double.NaN, Double.NaN, bytes * perSecond));
  }
}
