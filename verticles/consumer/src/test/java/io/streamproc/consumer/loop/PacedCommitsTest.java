package io.streamproc.consumer.loop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.streamproc.testkit.Eventually;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.kafka.client.consumer.KafkaReadStream;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.consumer.RetriableCommitFailedException;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.RebalanceInProgressException;
import org.apache.kafka.common.errors.WakeupException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("Commits to Kafka")
@Timeout(60)
class PacedCommitsTest {
  private static final Duration SHORT = Duration.ofMillis(20);
  private static final Duration LONG = Duration.ofHours(1);

  private final Vertx vertx = Vertx.vertx();
  private final Context context = vertx.getOrCreateContext();
  private final ScriptedConsumer kafka = new ScriptedConsumer();
  private KafkaReadStream<byte[], byte[]> stream;

  @BeforeEach
  void connect() {
    stream = KafkaReadStream.create(vertx, kafka);
    stream.subscribe(Set.of(ScriptedConsumer.TOPIC)).await();
    kafka.assignPartitions(2);
  }

  @AfterEach
  void close() {
    vertx.close().await();
  }

  private PacedCommits every(Duration pause) {
    return new PacedCommits(vertx, stream, pause);
  }

  private static Map<TopicPartition, OffsetAndMetadata> at(int partition, long offset) {
    return Map.of(ScriptedConsumer.partition(partition), new OffsetAndMetadata(offset));
  }

  private void onContext(Runnable action) {
    Promise<Void> done = Promise.promise();
    context.runOnContext(
        v -> {
          action.run();
          done.complete();
        });
    done.future().await();
  }

  private void finish(PacedCommits commits) {
    Future.<Void>future(done -> context.runOnContext(v -> commits.finish().onComplete(done)))
        .await();
  }

  private void awaitCommits(String... commits) {
    Eventually.holds(() -> kafka.calls("commit").equals(List.of(commits)));
  }

  @Test
  @DisplayName("of small batches are made at once, then together after the pause")
  void together() {
    PacedCommits commits = every(SHORT);
    onContext(
        () -> {
          commits.add(at(0, 1));
          commits.add(at(0, 2));
          commits.add(at(1, 7));
          commits.add(at(0, 3));
        });
    awaitCommits("commit 0=1", "commit 0=3 1=7");
  }

  @Test
  @DisplayName("wait for the end of the pause, unless they are urgent or the consumer stops")
  void pause() {
    PacedCommits commits = every(LONG);
    onContext(() -> commits.add(at(0, 1)));
    onContext(() -> commits.add(at(0, 2)));
    awaitCommits("commit 0=1");
    onContext(() -> commits.addNow(at(1, 5)));
    awaitCommits("commit 0=1", "commit 0=2 1=5");
    onContext(() -> commits.add(at(0, 3)));
    finish(commits);
    finish(commits);
    assertEquals(List.of("commit 0=1", "commit 0=2 1=5", "commit 0=3"), kafka.calls("commit"));
  }

  @Test
  @DisplayName("that fail are left to the next ones, unless a stop has interrupted them")
  void failed() {
    PacedCommits commits = every(LONG);
    kafka.failCommits(new KafkaException("coordinator away"));
    onContext(() -> commits.add(at(0, 1)));
    finish(commits);
    kafka.failCommits(new WakeupException());
    onContext(() -> commits.addNow(at(0, 2)));
    awaitCommits("commit 0=1", "commit 0=2");
    kafka.failCommits(null);
    finish(commits);
    assertEquals(List.of("commit 0=1", "commit 0=2", "commit 0=2"), kafka.calls("commit"));
  }

  @ParameterizedTest
  @ValueSource(classes = {RebalanceInProgressException.class, RetriableCommitFailedException.class})
  @DisplayName("that fail for a passing reason are repeated, without another record")
  void repeated(Class<? extends KafkaException> reason) throws Exception {
    PacedCommits commits = every(SHORT);
    kafka.failCommits(reason.getConstructor(String.class).newInstance("for now"));
    onContext(() -> commits.addNow(at(0, 1)));
    onContext(() -> commits.addNow(at(1, 5)));
    Eventually.holds(() -> kafka.calls("commit").size() >= 4);
    assertTrue(kafka.calls("commit").contains("commit 0=1 1=5"), kafka.calls("commit").toString());
    onContext(() -> commits.forget(Set.of(ScriptedConsumer.partition(0)))); // revoked
    int before = kafka.calls("commit").size();
    kafka.failCommits(null);
    Eventually.holds(() -> kafka.calls("commit").size() > before);
    finish(commits);
    List<String> all = kafka.calls("commit");
    assertEquals("commit 1=5", all.get(all.size() - 1));
    finish(commits);
    assertEquals(all, kafka.calls("commit"), "commits after one that succeeded");
  }

  @Test
  @DisplayName("leave out partitions that were revoked, also after a failure")
  void revoked() {
    PacedCommits commits = every(LONG);
    onContext(
        () -> {
          commits.add(at(1, 1));
          commits.add(at(0, 2));
          commits.add(at(1, 2));
          commits.forget(Set.of(ScriptedConsumer.partition(0)));
        });
    finish(commits);
    assertEquals(List.of("commit 1=1", "commit 1=2"), kafka.calls("commit"));
    kafka.failCommits(new WakeupException());
    onContext(
        () -> {
          commits.addNow(at(0, 3));
          commits.forget(Set.of(ScriptedConsumer.partition(0)));
        });
    finish(commits);
    assertEquals(List.of("commit 1=1", "commit 1=2", "commit 0=3"), kafka.calls("commit"));
  }
}
