package io.streamproc.k8s;

import java.util.List;

/** The difference of two texts, line by line. */
final class LineDiff {
  private final List<String> before;
  private final List<String> after;

  /** Length of the longest common subsequence of the rest, from a line of each text. */
  private final int[][] common;

  private LineDiff(List<String> before, List<String> after) {
    this.before = before;
    this.after = after;
    common = new int[before.size() + 1][after.size() + 1];
    for (int i = before.size() - 1; i >= 0; i--) {
      for (int j = after.size() - 1; j >= 0; j--) {
        common[i][j] =
            before.get(i).equals(after.get(j))
                ? 1 + common[i + 1][j + 1]
                : Math.max(common[i + 1][j], common[i][j + 1]);
      }
    }
  }

  /** Removed lines after a minus, and added lines after a plus. */
  static String of(String before, String after) {
    return new LineDiff(before.lines().toList(), after.lines().toList()).text();
  }

  private String text() {
    StringBuilder text = new StringBuilder();
    int i = 0;
    int j = 0;
    while (i < before.size() || j < after.size()) {
      if (i < before.size() && j < after.size() && before.get(i).equals(after.get(j))) {
        i++;
        j++;
      } else if (j == after.size() || i < before.size() && common[i + 1][j] >= common[i][j + 1]) {
        text.append('-').append(before.get(i++)).append('\n');
      } else {
        text.append('+').append(after.get(j++)).append('\n');
      }
    }
    return text.toString();
  }
}
