package io.streamproc.launcher;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaCodeUnitAccess;
import com.tngtech.archunit.lang.ArchRule;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Calls whose result follows the default locale, time zone or charset of the JVM. Each has an
 * overload with an explicit parameter; {@code Files}, {@code Instant}, {@code Double.toString} and
 * {@code Integer.parseInt} depend on none.
 */
final class EnvironmentRule {
  /** Names of methods that follow a default unless one of {@link #TOLD} is among the parameters. */
  private static final Map<String, Set<String>> UNLESS_TOLD =
      Map.ofEntries(
          Map.entry(
              "java.lang.String",
              Set.of("format", "formatted", "toLowerCase", "toUpperCase", "getBytes")),
          Map.entry("java.io.PrintStream", Set.of("format", "printf")),
          Map.entry("java.io.PrintWriter", Set.of("format", "printf")),
          Map.entry("java.io.Console", Set.of("format", "printf", "readLine")),
          Map.entry("java.util.Formatter", Set.of("<init>")),
          Map.entry("java.util.Scanner", Set.of("<init>")),
          Map.entry("java.util.Date", Set.of("toString", "toLocaleString")),
          Map.entry("java.util.Calendar", Set.of("getInstance")),
          Map.entry("java.util.Locale", Set.of("getDefault", "setDefault")),
          Map.entry("java.util.TimeZone", Set.of("getDefault", "setDefault")),
          Map.entry("java.time.ZoneId", Set.of("systemDefault")),
          Map.entry("java.time.Clock", Set.of("systemDefaultZone")),
          Map.entry("java.time.LocalDate", Set.of("now")),
          Map.entry("java.time.LocalDateTime", Set.of("now")),
          Map.entry("java.time.LocalTime", Set.of("now")),
          Map.entry("java.time.ZonedDateTime", Set.of("now")),
          Map.entry("java.time.OffsetDateTime", Set.of("now")),
          Map.entry(
              "java.time.format.DateTimeFormatter",
              Set.of("ofPattern", "ofLocalizedDate", "ofLocalizedTime", "ofLocalizedDateTime")),
          Map.entry("java.time.format.DateTimeFormatterBuilder", Set.of("toFormatter")),
          Map.entry("java.text.DecimalFormat", Set.of("<init>")),
          Map.entry("java.text.DecimalFormatSymbols", Set.of("<init>", "getInstance")),
          Map.entry("java.text.SimpleDateFormat", Set.of("<init>")),
          Map.entry("java.text.MessageFormat", Set.of("<init>", "format")),
          Map.entry(
              "java.text.NumberFormat",
              Set.of(
                  "getInstance",
                  "getNumberInstance",
                  "getIntegerInstance",
                  "getPercentInstance",
                  "getCompactNumberInstance")),
          Map.entry("java.text.Collator", Set.of("getInstance")),
          Map.entry("java.nio.charset.Charset", Set.of("defaultCharset")),
          Map.entry("java.io.FileReader", Set.of("<init>")),
          Map.entry("java.io.FileWriter", Set.of("<init>")),
          Map.entry("java.io.InputStreamReader", Set.of("<init>")),
          Map.entry("java.io.OutputStreamWriter", Set.of("<init>")),
          Map.entry("java.io.ByteArrayOutputStream", Set.of("toString")),
          Map.entry("java.lang.Process", Set.of("inputReader", "errorReader", "outputWriter")));

  /** The message for such a call. */
  private static final Set<String> TOLD =
      Set.of(
          "java.util.Locale",
          "java.util.TimeZone",
          "java.time.ZoneId",
          "java.time.Clock",
          "java.text.DecimalFormatSymbols",
          "java.nio.charset.Charset",
          "java.nio.charset.CharsetDecoder");

  /** Our programs' only way to the default locale. */
  private static final String[] MAY_SET_THE_DEFAULT = {
    "io.streamproc.core.text.ProcessLocale", "io.streamproc.embedded.ServerMain"
  };

  static final ArchRule NOTHING_DEPENDS_ON_THE_ENVIRONMENTS_DEFAULTS =
      noClasses()
          .that()
          .doNotHaveFullyQualifiedName(MAY_SET_THE_DEFAULT[0])
          .and()
          .doNotHaveFullyQualifiedName(MAY_SET_THE_DEFAULT[1])
          .should()
          .accessTargetWhere(
              DescribedPredicate.describe(
                  "it follows the default locale, time zone or charset",
                  EnvironmentRule::followsADefault));

  private EnvironmentRule() {}

  private static boolean followsADefault(JavaAccess<?> access) {
    if (!(access instanceof JavaCodeUnitAccess<?> call)) {
      return false;
    }
    String owner = call.getTargetOwner().getName();
    List<String> parameters =
        call.getTarget().getRawParameterTypes().stream().map(type -> type.getName()).toList();
    if (owner.equals("java.lang.String") && call.getName().equals("<init>")) {
      return !parameters.isEmpty()
          && parameters.get(0).equals("[B")
          && !parameters.contains("java.nio.charset.Charset");
    }
    return UNLESS_TOLD.getOrDefault(owner, Set.of()).contains(call.getName())
        && parameters.stream().noneMatch(TOLD::contains);
  }
}
