package io.streamproc.audit.desk;

import io.streamproc.audit.dead.DeadLetter;
import io.streamproc.audit.dead.DeadLetterReplay;
import io.streamproc.audit.dead.KeptLetter;
import io.streamproc.audit.kafka.RecordIdentity;
import io.streamproc.core.bus.DeadLetterPage;
import io.streamproc.core.bus.ReplayReport;
import io.streamproc.core.text.Printable;
import java.util.Locale;

/** Dead letters as text that is safe to print, of bounded length. */
final class LetterText {
  private static final int REASON = 500;
  private static final int NAME = 300;

  private LetterText() {}

  static DeadLetterPage.Letter of(KeptLetter kept) {
    DeadLetter letter = kept.letter();
    return new DeadLetterPage.Letter(
        letter.source().toString(),
        letter.refused(),
        letter.appended(),
        letter.roles().stream().sorted().map(role -> Printable.of(role, NAME)).toList(),
        Printable.of(letter.reason(), REASON),
        letter.value() == null ? null : Printable.utf8(letter.value()),
        kept.bytes(),
        letter.isReplayed() ? Printable.of(letter.replayedAs().toString(), NAME) : null);
  }

  static ReplayReport.Result of(DeadLetterReplay.Result result) {
    return new ReplayReport.Result(
        result.letter().source().toString(),
        result.outcome().name().toLowerCase(Locale.ROOT).replace('_', '-'),
        Printable.of(result.detail(), REASON));
  }

  static ReplayReport.Result unknown(RecordIdentity source) {
    return new ReplayReport.Result(
        Printable.of(source.toString(), NAME), "unknown", "there is no such dead letter");
  }
}
