package io.streamproc.audit.desk;

import io.streamproc.audit.AuditSettings;
import io.streamproc.audit.dead.DeadLetterReplay;
import io.streamproc.audit.dead.KeptLetter;
import io.streamproc.audit.dead.LetterBook;
import io.streamproc.audit.dead.LetterKey;
import io.streamproc.audit.kafka.RecordIdentity;
import io.streamproc.audit.kafka.TopicLog;
import io.streamproc.audit.verify.LastVerify;
import io.streamproc.core.bus.DeadLetterPage;
import io.streamproc.core.bus.DeadLetterQuery;
import io.streamproc.core.bus.ReplayReport;
import io.streamproc.core.bus.ReplayRequest;
import io.streamproc.core.bus.VerifyReport;
import io.streamproc.core.series.InvalidQueryException;
import io.streamproc.core.series.SeriesName;
import io.streamproc.stores.StoreAudit;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Answers requests for dead letters, their replay and the last verify. Every method blocks; for one
 * thread.
 */
public final class Desk {
  private static final Duration VERIFY_FRESH = Duration.ofSeconds(10);

  private final LetterBook book;
  private final DeadLetterReplay replay;
  private final LastVerify lastVerify;
  private final Clock clock;
  private Optional<VerifyReport.Result> verify = Optional.empty();
  private long verifyReadAt = Long.MIN_VALUE;

  public Desk(
      AuditSettings settings, Map<SeriesName, StoreAudit> stores, TopicLog log, Clock clock) {
    book = new LetterBook(settings, log);
    replay = new DeadLetterReplay(settings, stores, log);
    lastVerify = new LastVerify(settings, log);
    this.clock = clock;
  }

  /**
   * Lists dead letters.
   *
   * @throws InvalidQueryException if the place where the page begins is none
   * @throws io.streamproc.audit.AuditException if Kafka can't be read
   */
  public DeadLetterPage list(DeadLetterQuery query) {
    LetterKey after = query.before().isEmpty() ? null : place(query.before());
    book.refresh();
    List<KeptLetter> found = book.list(after, query.open(), query.limit() + 1);
    boolean more = query.limit() > 0 && found.size() > query.limit();
    List<KeptLetter> shown = found.subList(0, Math.min(query.limit(), found.size()));
    return new DeadLetterPage(
        shown.stream().map(LetterText::of).toList(),
        book.open(),
        book.size(),
        book.isComplete(),
        more ? shown.get(shown.size() - 1).key().toString() : null,
        clock.millis());
  }

  private static LetterKey place(String text) {
    try {
      return LetterKey.parse(text);
    } catch (IllegalArgumentException e) {
      throw new InvalidQueryException("before", "'before' must be the 'next' of a page");
    }
  }

  /**
   * Replays dead letters, or says what a replay would do.
   *
   * @throws IllegalArgumentException if a source has another form
   * @throws io.streamproc.audit.AuditException if Kafka fails
   * @throws io.streamproc.stores.StoreException if a store can't be read
   */
  public ReplayReport replay(ReplayRequest request) {
    Set<RecordIdentity> sources = new LinkedHashSet<>();
    request.sources().forEach(source -> sources.add(RecordIdentity.parse(source)));
    List<ReplayReport.Result> results = new ArrayList<>();
    try {
      for (DeadLetterReplay.Result one : replay.run(sources, request.dryRun())) {
        sources.remove(one.letter().source());
        results.add(LetterText.of(one));
      }
    } finally {
      book.expire();
    }
    sources.forEach(source -> results.add(LetterText.unknown(source)));
    return new ReplayReport(request.dryRun(), results);
  }

  /**
   * The last verify, as it was recorded at most ten seconds ago.
   *
   * @throws io.streamproc.audit.AuditException if Kafka can't be read
   */
  public VerifyReport lastVerify() {
    long now = clock.millis();
    if (verifyReadAt == Long.MIN_VALUE || Math.abs(now - verifyReadAt) > VERIFY_FRESH.toMillis()) {
      verify = lastVerify.read();
      verifyReadAt = now;
    }
    return new VerifyReport(verify);
  }
}
