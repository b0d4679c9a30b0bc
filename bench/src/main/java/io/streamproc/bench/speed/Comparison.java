package io.streamproc.bench.speed;

import java.util.ArrayList;
import java.util.List;

/**
 * Contenders under the same load.
 *
 * @param load the load or the conditions, such as {@code 64 connections, both compilers}; it tells
 *     comparisons of one table apart
 * @param yardstick what the others are compared with
 * @param contenders the others
 */
public record Comparison(String load, Contender yardstick, List<Contender> contenders) {
  /** The yardstick, then the others. */
  List<Contender> all() {
    List<Contender> all = new ArrayList<>();
    all.add(yardstick);
    all.addAll(contenders);
    return all;
  }
}
