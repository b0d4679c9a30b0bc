package io.streamproc.bench.speed.scaling;

import io.streamproc.bench.measure.Statistics;
import io.streamproc.bench.model.ScaleOut;
import io.streamproc.bench.speed.Figures;
import io.streamproc.bench.speed.Row;
import io.streamproc.bench.speed.Sample;
import io.streamproc.bench.speed.Table;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * Compares measured rates and costs with those that the model predicts from one process. Not
 * thread-safe.
 */
final class Prediction {
  private static final List<String> COLUMNS =
      List.of(
          "processes",
          "events/s",
          "lowest to highest",
          "predicted",
          "predicted / measured",
          "own CPU µs/event",
          "store's",
          "broker's",
          "client's",
          "all",
          "predicted / measured");

  private final int cores;
  private final List<List<String>> cells = new ArrayList<>();
  private ScaleOut one;

  /**
   * @param cores of the machine
   */
  Prediction(int cores) {
    this.cores = cores;
  }

  /**
   * Adds a result; the row of one process comes before those with more processes of the same role.
   *
   * @param processes number of processes
   * @param row what was measured
   * @param broker microseconds of the broker's processor time per event, for each sample, if the
   *     row's servers do not include it: then they are stores
   */
  void add(int processes, Row row, List<Double> broker) {
    double own = median(row, Sample::cpuMicros);
    double servers = median(row, Sample::serverMicros);
    double client = broker.isEmpty() ? median(row, s -> s.usage().client() / s.events() * 1e6) : 0;
    double store = broker.isEmpty() ? 0 : servers;
    double brokers = broker.isEmpty() ? servers : Statistics.median(broker);
    double all = own + store + brokers + client;
    double rate = row.rate().median();
    if (processes == 1) {
      one = new ScaleOut(rate, all, cores);
    }
    cells.add(
        List.of(
            row.contender(),
            Figures.number(rate),
            Figures.number(row.rate().lowest()) + " to " + Figures.number(row.rate().highest()),
            Figures.number(one.rate(processes)),
            Figures.ratio(one.rate(processes) / rate),
            Figures.number(own),
            broker.isEmpty() ? Figures.UNKNOWN : Figures.number(store),
            Figures.number(brokers),
            broker.isEmpty() ? Figures.number(client) : Figures.UNKNOWN,
            Figures.number(all),
            Figures.ratio(one.micros() / all)));
  }

  private static double median(Row row, ToDoubleFunction<Sample> value) {
    return Statistics.median(row.samples().stream().map(value::applyAsDouble).toList());
  }

  Table table() {
    return new Table("", COLUMNS, cells);
  }
}
