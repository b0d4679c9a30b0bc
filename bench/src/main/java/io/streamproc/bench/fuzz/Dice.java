package io.streamproc.bench.fuzz;

import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Supplier;

/** The random choices of one case, the same for the same seed and case. Not thread-safe. */
final class Dice {
  private static final long MIX = 0x9E37_79B9_7F4A_7C15L;

  private final SplittableRandom random;

  Dice(long seed, long number) {
    random = new SplittableRandom(seed + MIX * (number + 1));
  }

  /** True with this probability, 0 to 1. */
  boolean chance(double probability) {
    return random.nextDouble() < probability;
  }

  /** Returns a number between {@code least} and {@code most}, both inclusive. */
  int between(int least, int most) {
    return random.nextInt(least, most + 1);
  }

  /** Returns a number between {@code least} and {@code most}, both inclusive. */
  long between(long least, long most) {
    return random.nextLong(least, most + 1);
  }

  double uniform() {
    return random.nextDouble();
  }

  @SafeVarargs
  final <T> T pick(T... values) {
    return values[random.nextInt(values.length)];
  }

  <T> T pick(List<T> values) {
    return values.get(random.nextInt(values.size()));
  }

  /** Chooses one of several productions of a grammar. */
  @SafeVarargs
  final <T> T choose(Supplier<T>... productions) {
    return productions[random.nextInt(productions.length)].get();
  }

  byte[] bytes(int length) {
    byte[] bytes = new byte[length];
    random.nextBytes(bytes);
    return bytes;
  }

  /** Characters of any plane, including unpaired surrogates and control characters. */
  String text(int most) {
    StringBuilder text = new StringBuilder();
    for (int i = between(0, most); i > 0; i--) {
      text.appendCodePoint(codePoint());
    }
    return text.toString();
  }

  private int codePoint() {
    return switch (between(0, 5)) {
      case 0 -> between(0, 0x1F);
      case 1 -> pick(0x7F, 0x85, 0xA0, 0x200F, 0x2028, 0x202E, 0xFEFF, 0xFFFD, 0xD800, 0xDFFF);
      case 2 -> between(0x80, 0xFFFF);
      case 3 -> between(0x1_0000, 0x10_FFFF);
      default -> between(0x20, 0x7E);
    };
  }
}
