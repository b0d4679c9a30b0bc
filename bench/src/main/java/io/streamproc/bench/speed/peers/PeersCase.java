package io.streamproc.bench.speed.peers;

import io.streamproc.bench.measure.Summary;
import io.streamproc.bench.speed.BenchmarkCase;
import io.streamproc.bench.speed.Figures;
import io.streamproc.bench.speed.Plan;
import io.streamproc.bench.speed.Row;
import io.streamproc.bench.speed.Table;
import io.streamproc.testkit.TimescaleServer;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** {@code peers}. */
public final class PeersCase implements BenchmarkCase {
  private final PartsOption parts = new PartsOption();

  @Override
  public String name() {
    return "peers";
  }

  @Override
  public String title() {
    return "Against other projects";
  }

  @Override
  public String description() {
    return "What event-api and consumer-high do, by the usual means. Spring WebFlux (Spring Boot"
        + " 3.5.7 with Spring for Kafka) answers a POST of one event after the broker's"
        + " acknowledgement, with the JVM options and the properties of the producer that event-api"
        + " has. Kafka Connect with Debezium's JDBC sink 3.5.0 stores a backlog by upserts with the"
        + " event's partition and offset in the primary key, so that it also stores each event"
        + " once: by the sink's UNNEST statements of 10,000 events, with the schema in its"
        + " settings instead of in each record. Yardsticks, conditions and rates are those"
        + " of ingest-single and drain-high; the sink drains a shorter backlog. The server is the"
        + " TimescaleDB that "
        + TimescaleServer.VARIABLE
        + " names, otherwise the embedded PostgreSQL.";
  }

  @Override
  public Plan plan() {
    return new Plan(3, Duration.ofSeconds(3), Duration.ofSeconds(5), 0.5);
  }

  @Override
  public Optional<Object> options() {
    return Optional.of(parts);
  }

  @Override
  public Optional<String> obstacle() {
    return PeerBuild.missing();
  }

  @Override
  public List<Table> run(Plan plan, Path folder, PrintWriter out) throws Exception {
    List<Table> tables = new ArrayList<>();
    List<List<String>> ratios = new ArrayList<>();
    for (Part part : parts.chosen()) {
      Path own = Files.createDirectories(folder.resolve(part.name()));
      List<Row> rows = part.run(plan, own, out);
      tables.add(Row.table("", rows));
      ratios.add(ratio(rows.get(1), rows.get(2)));
    }
    tables.add(
        new Table(
            "Times the peer's rate in the same round:",
            List.of("StreamProc", "peer", "ratio", "lowest to highest"),
            ratios));
    return tables;
  }

  private static List<String> ratio(Row own, Row peer) {
    Summary ratio = own.against(peer).ratio();
    return List.of(
        own.contender() + ", " + own.load(),
        peer.contender(),
        Figures.ratio(ratio.median()),
        Figures.ratio(ratio.lowest()) + " to " + Figures.ratio(ratio.highest()));
  }
}
