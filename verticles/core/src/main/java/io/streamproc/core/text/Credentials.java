package io.streamproc.core.text;

import java.util.regex.Pattern;

/**
 * Masks possible credentials in a text before it is shown: user and password of a URL (also if its
 * host is missing), its query, parameters and properties whose name says so (password, token,
 * secret, key and their like), authorization headers, private keys. It masks too much rather than
 * too little, because the author of the text knows the values.
 */
public final class Credentials {
  /** Replaces a masked value. */
  public static final String MASK = "********";

  private static final String NAME =
      "[\\w.-]*(?:passw(?:or)?d|passphrase|pwd|secret|token|api[-_.]?key|access[-_.]?key|private[-_.]?key|credentials?|signature|jaas[-_.]config)";
  private static final Pattern PRIVATE_KEY =
      Pattern.compile(
          "-----BEGIN [A-Z ]*PRIVATE KEY-----.*?(?:-----END [A-Z ]*PRIVATE KEY-----|$)",
          Pattern.DOTALL | Pattern.CASE_INSENSITIVE);
  private static final Pattern HEADER =
      Pattern.compile(
          "(\\bauthorization[\"']?\\s*[=:]\\s*[\"']?|\\bBearer )((?:\\w+ )?[^\\s\"',;]+)",
          Pattern.CASE_INSENSITIVE);
  private static final String QUOTED_OR_WORD = "(\"[^\"]*\"?|'[^']*'?|[^\\s&;,\"']+)";
  private static final Pattern NAMED =
      Pattern.compile(
          "(" + NAME + "(?:\\s*=\\s*|[\"']\\s*:\\s*))" + QUOTED_OR_WORD, Pattern.CASE_INSENSITIVE);
  private static final Pattern QUERY = Pattern.compile("(://[^\\s?#'\"]*[?#])[^\\s'\"]+");

  /** What stands where a URL has its port, but is none: the user forgot the host behind it. */
  private static final Pattern NO_PORT =
      Pattern.compile(
          "(://[^\\s/?#@'\"\\[\\]:]*:)(?!\\d{1,5}(?!\\w|[.-]\\w)|port\\b)[^\\s/?#'\",;)<{$]+",
          Pattern.CASE_INSENSITIVE);

  private static final Pattern USER = Pattern.compile("(://)[^\\s'\"]*@");

  // For single values, where a password may contain any character.
  private static final Pattern NAMED_IN_VALUE =
      Pattern.compile("(" + NAME + "\\s*:\\s*)" + QUOTED_OR_WORD, Pattern.CASE_INSENSITIVE);
  private static final Pattern SCHEME_IN_VALUE =
      Pattern.compile("\\b(basic|bearer|token)\\s+\\S+", Pattern.CASE_INSENSITIVE);
  private static final Pattern USER_IN_VALUE =
      Pattern.compile("(^|://|\\s)(?:[^\\s/@:]+:.*|(?<=://).*)@", Pattern.DOTALL);
  private static final Pattern QUERY_IN_VALUE =
      Pattern.compile("(://[^?#]*[?#]).+", Pattern.DOTALL);

  private Credentials() {}

  /** Masks the value of one setting. */
  public static String maskedValue(String value) {
    String masked = USER_IN_VALUE.matcher(value).replaceAll("$1" + MASK + "@");
    masked = QUERY_IN_VALUE.matcher(masked).replaceAll("$1" + MASK);
    masked = SCHEME_IN_VALUE.matcher(masked).replaceAll("$1 " + MASK);
    return masked(NAMED_IN_VALUE.matcher(masked).replaceAll("$1" + MASK));
  }

  /** Masks values inside a text, such as a message. */
  public static String masked(String text) {
    String masked = PRIVATE_KEY.matcher(text).replaceAll(MASK);
    masked = USER.matcher(masked).replaceAll("$1" + MASK + "@");
    masked = NO_PORT.matcher(masked).replaceAll("$1" + MASK);
    masked = QUERY.matcher(masked).replaceAll("$1" + MASK);
    masked = HEADER.matcher(masked).replaceAll("$1" + MASK);
    return NAMED.matcher(masked).replaceAll("$1" + MASK);
  }
}
