package io.streamproc.bench.fuzz;

import java.util.Arrays;

/** Damages byte sequences, which produces input that grammars of valid input never produce. */
final class Mutation {
  private static final int LONGEST_RUN = 64;

  private Mutation() {}

  /** Changes up to three places of a copy. */
  static byte[] of(byte[] input, Dice dice) {
    byte[] out = input;
    for (int i = dice.between(1, 3); i > 0 && out.length > 0; i--) {
      out = once(out, dice);
    }
    return out;
  }

  private static byte[] once(byte[] input, Dice dice) {
    int at = dice.between(0, input.length - 1);
    int length = Math.min(dice.between(1, LONGEST_RUN), input.length - at);
    return switch (dice.between(0, 4)) {
      case 0 -> flipped(input, at, dice);
      case 1 -> spliced(input, at, length, new byte[0]);
      case 2 -> spliced(input, at, 0, Arrays.copyOfRange(input, at, at + length));
      case 3 -> spliced(input, at, 0, dice.bytes(dice.between(1, 4)));
      default -> Arrays.copyOf(input, at);
    };
  }

  private static byte[] flipped(byte[] input, int at, Dice dice) {
    byte[] out = input.clone();
    out[at] ^= (byte) (1 << dice.between(0, 7));
    return out;
  }

  /** Replaces {@code length} bytes at {@code at} by {@code insert}. */
  private static byte[] spliced(byte[] input, int at, int length, byte[] insert) {
    byte[] out = new byte[input.length - length + insert.length];
    System.arraycopy(input, 0, out, 0, at);
    System.arraycopy(insert, 0, out, at, insert.length);
    System.arraycopy(input, at + length, out, at + insert.length, input.length - at - length);
    return out;
  }
}
