package io.streamproc.core.settings;

import io.streamproc.core.text.Printable;
import java.util.Collection;
import java.util.Map;
import java.util.stream.Stream;

/** Finds undeclared keys. A key is written with dots, or as an environment variable. */
final class UnknownKeys {
  /** Maximum number of characters of a key in a message. */
  static final int LONGEST = 200;

  /** Maximum number of edits of a typo; another role's key is assumed to differ by more. */
  private static final int TYPO = 2;

  private final Collection<String> declared;
  private final Map<String, String> renamed;

  /**
   * @param declared known keys, with {@code *} at the end for all keys with that prefix
   * @param renamed keys of earlier versions, with the keys that replaced them
   */
  UnknownKeys(Collection<String> declared, Map<String, String> renamed) {
    this.declared = declared;
    this.renamed = renamed;
  }

  boolean isUnknown(String key) {
    return names(key)
        .noneMatch(
            name ->
                name.endsWith("*")
                    ? key.startsWith(name.substring(0, name.length() - 1))
                    : key.equals(name));
  }

  /** Whether the key is in one of these sections, and no setting of that section is declared. */
  boolean isInUnreadSection(String key, Collection<String> sections) {
    return sections.stream()
        .filter(section -> declared.stream().noneMatch(known -> section.equals(sectionOf(known))))
        .anyMatch(section -> isIn(section, key));
  }

  /** Whether no setting of the key's section is declared, and the key is not a typo. */
  boolean mayBeOfAnotherRole(String key) {
    return declared.stream().noneMatch(known -> isIn(sectionOf(known), key))
        && renamed.keySet().stream().noneMatch(before -> key.equals(as(key, before)))
        && names(key).noneMatch(name -> EditDistance.between(key, name) <= TYPO);
  }

  /** The error message for the key, with the probably intended key. */
  String problem(String key) {
    return "unknown setting " + Printable.of(key, LONGEST) + suggestion(key);
  }

  private String suggestion(String key) {
    for (Map.Entry<String, String> known : renamed.entrySet()) {
      if (key.equals(as(key, known.getKey()))) {
        return ", it is " + as(key, known.getValue()) + " now";
      }
    }
    return names(key)
        .filter(name -> EditDistance.between(key, name) <= Math.max(TYPO, key.length() / 5))
        .min((a, b) -> EditDistance.between(key, a) - EditDistance.between(key, b))
        .map(name -> ", did you mean " + name + "?")
        .orElse("");
  }

  private Stream<String> names(String key) {
    return declared.stream().map(known -> as(key, known));
  }

  /** The known key, in the notation of this key. */
  private static String as(String key, String known) {
    return isVariable(key) ? Settings.envName(known) : known;
  }

  private static boolean isIn(String section, String key) {
    return key.startsWith(isVariable(key) ? Settings.envName(section) + "_" : section + ".");
  }

  private static boolean isVariable(String key) {
    return key.startsWith(Settings.ENV_PREFIX);
  }

  private static String sectionOf(String known) {
    return known.substring(0, Math.max(0, known.indexOf('.')));
  }
}
