package io.streamproc.producer.file;

import java.util.ArrayList;
import java.util.List;

/**
 * How the numbers of a column are written.
 *
 * @param read how many of its cells are numbers, or missing
 * @param notes ambiguities that the user should check
 */
record AmountGuess(char decimal, char thousands, int read, List<String> notes) {
  private static final char[][] FORMS = {
    {'.', '\0'},
    {',', '\0'},
    {'.', ','},
    {',', '.'},
    {',', ' '},
    {'.', ' '},
    {'.', '\''},
    {',', '\u00a0'}
  };

  /** Returns null if most cells are not numbers. */
  static AmountGuess of(List<String> cells, ReplayFormat given) {
    AmountGuess best = null;
    for (char[] form : forms(given)) {
      AmountFormat format = new AmountFormat(form[0], form[1]);
      int read = 0;
      int numbers = 0;
      for (String cell : cells) {
        boolean missing = AmountFormat.isMissing(cell);
        boolean number = !missing && reads(format, cell);
        numbers += number ? 1 : 0;
        read += missing || number ? 1 : 0;
      }
      if (numbers > 0 && read * 2 > cells.size() && (best == null || read > best.read())) {
        best = new AmountGuess(form[0], form[1], read, notes(cells, form));
      }
    }
    return best;
  }

  private static char[][] forms(ReplayFormat given) {
    boolean said =
        given.decimal() != ReplayFormat.DEFAULT.decimal()
            || given.thousands() != ReplayFormat.DEFAULT.thousands();
    return said ? new char[][] {{given.decimal(), given.thousands()}} : FORMS;
  }

  private static boolean reads(AmountFormat format, String cell) {
    try {
      format.parse(cell);
      return true;
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  /** Notes that 1,234 may be a thousand, or a little more than one. */
  private static List<String> notes(List<String> cells, char[] form) {
    List<String> notes = new ArrayList<>();
    String sign = "[" + (form[0] == ',' ? "," : ".") + "]";
    List<String> signed = cells.stream().filter(cell -> cell.indexOf(form[0]) >= 0).toList();
    boolean groups =
        !signed.isEmpty()
            && signed.stream()
                .allMatch(cell -> cell.matches("[+-]?[1-9]\\d{0,2}" + sign + "\\d{3}"));
    if (groups && form[1] == 0 && form[0] == ',') {
      notes.add(
          "ambiguous: all amounts with a comma have three digits after it: '"
              + signed.get(0)
              + "' is read as a decimal; --replay-decimal=. --replay-thousands=, reads thousands");
    }
    return notes;
  }
}
