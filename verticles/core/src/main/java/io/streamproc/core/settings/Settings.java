package io.streamproc.core.settings;

import io.smallrye.config.EnvConfigSource;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfig;
import io.smallrye.config.SmallRyeConfigBuilder;
import io.streamproc.core.text.Credentials;
import io.streamproc.core.text.Printable;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Reads settings, which also declares their names, defaults and meanings. For a wrong value the
 * default is returned and a problem is recorded; {@link #check()} then reports all problems at
 * once, together with keys that nothing declared.
 *
 * <p>A setting {@code kafka.bootstrap-servers} is {@code STREAMPROC_KAFKA_BOOTSTRAP_SERVERS} in the
 * environment and {@code kafka.bootstrap-servers=…} in a file. Overrides (command line, deployment
 * JSON) take precedence over the environment, and the environment over the file.
 */
public final class Settings {
  /** The prefix of all environment variables with settings. */
  public static final String ENV_PREFIX = "STREAMPROC_";

  /** The variable with the name of the settings file; it is not a setting itself. */
  public static final String ENV_FILE = ENV_PREFIX + "CONFIG";

  /** The prefix of variables of the test suite, which are ignored. */
  private static final String ENV_TEST = ENV_PREFIX + "TEST_";

  private static final String PREFIX = "streamproc.";

  private final SmallRyeConfig config;
  private final Set<String> overrides;
  private final List<String> keysInUse; // as written in their source
  private final Map<String, Setting> declared = new LinkedHashMap<>();
  private final Map<String, String> renamed = new LinkedHashMap<>();
  private final Set<String> problems =
      new LinkedHashSet<>(); // a set, because several roles read the same setting

  private Settings(
      Map<String, String> overrides, Map<String, String> env, Map<String, String> file) {
    Map<String, String> ours =
        env.entrySet().stream()
            .filter(e -> isSetting(e.getKey()))
            .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
    config =
        new SmallRyeConfigBuilder()
            .withSources(new PropertiesConfigSource(prefixed(overrides), "overrides", 400))
            .withSources(new EnvConfigSource(ours, 300))
            .withSources(new PropertiesConfigSource(prefixed(file), "file", 200))
            .build();
    this.overrides = Set.copyOf(overrides.keySet());
    keysInUse = new ArrayList<>(overrides.keySet());
    keysInUse.addAll(ours.keySet());
    keysInUse.addAll(file.keySet());
  }

  private static boolean isSetting(String variable) {
    return variable.startsWith(ENV_PREFIX)
        && !variable.startsWith(ENV_TEST)
        && !variable.equals(ENV_FILE);
  }

  /** Settings from a map only. */
  public static Settings of(Map<String, String> values) {
    return new Settings(values, Map.of(), Map.of());
  }

  /**
   * @param overrides keys without prefix; take precedence
   * @param env the environment; names that don't begin with {@link #ENV_PREFIX} are ignored
   * @throws SettingsException if the file that {@link #ENV_FILE} names can't be read
   */
  public static Settings load(Map<String, String> overrides, Map<String, String> env) {
    String file = env.get(ENV_FILE);
    return new Settings(overrides, env, file == null ? Map.of() : SettingsFile.read(file));
  }

  private static Map<String, String> prefixed(Map<String, String> values) {
    return values.entrySet().stream()
        .collect(Collectors.toMap(e -> PREFIX + e.getKey(), Map.Entry::getValue));
  }

  /** Any text; the default may be empty. */
  public String text(String key, String fallback, String meaning) {
    return declare(key, fallback, meaning, false, Function.identity());
  }

  /** Text that is masked whenever settings are shown. The default is empty. */
  public Secret secret(String key, String fallback, String meaning) {
    return new Secret(declare(key, fallback, meaning, true, Function.identity()));
  }

  public boolean flag(String key, boolean fallback, String meaning) {
    return declare(
        key, Boolean.toString(fallback), meaning + " (true or false)", false, Settings::flag);
  }

  /** A whole number from {@code min} to {@code max}. */
  public int integer(String key, int fallback, int min, int max, String meaning) {
    return declare(
        key,
        Integer.toString(fallback),
        meaning + " (" + min + " to " + max + ")",
        false,
        text -> (int) ranged(whole(text), min, max));
  }

  /** A host, see {@link Hosts}; may be empty only if the default is. */
  public String host(String key, String fallback, String meaning) {
    return declare(
        key,
        fallback,
        meaning,
        false,
        text -> fallback.isEmpty() && text.isBlank() ? "" : Hosts.parse(text));
  }

  /** A list of {@code host:port}. */
  public String hosts(String key, String fallback, String meaning) {
    return declare(key, fallback, meaning, false, Hosts::parseList);
  }

  /** A TCP port; 0 stands for a port that the system chooses. */
  public int port(String key, int fallback, String meaning) {
    return integer(key, fallback, 0, 65_535, meaning);
  }

  /** A finite number from {@code min} to {@code max}. */
  public double number(String key, double fallback, double min, double max, String meaning) {
    return declare(
        key,
        Double.toString(fallback),
        meaning + " (" + min + " to " + max + ")",
        false,
        text -> ranged(real(text), min, max));
  }

  /** A duration such as {@code 250ms}, {@code 10s}, {@code 5m}, {@code 1h}, {@code 30d}. */
  public Duration duration(
      String key, Duration fallback, Duration min, Duration max, String meaning) {
    return declare(
        key,
        Durations.format(fallback),
        meaning + " (" + Durations.format(min) + " to " + Durations.format(max) + ")",
        false,
        text -> ranged(Durations.parse(text), min, max));
  }

  /** One of an enum's constants, in lower case with hyphens. */
  public <E extends Enum<E>> E choice(String key, E fallback, String meaning) {
    Class<E> type = fallback.getDeclaringClass();
    String names =
        Arrays.stream(type.getEnumConstants()).map(Settings::id).collect(Collectors.joining(", "));
    return declare(
        key, id(fallback), meaning + " (" + names + ")", false, t -> constant(type, t, names));
  }

  /**
   * All keys under a prefix, for settings that are passed to a library: {@code kafka.client.*}.
   *
   * @return keys without the prefix; from the environment in lower case with dots for underscores
   */
  public Map<String, String> passThrough(String prefix, String meaning) {
    Map<String, String> found = new TreeMap<>();
    String env = envName(prefix) + "_";
    for (String key : keysInUse) {
      if (key.startsWith(prefix + ".")) {
        found.put(key.substring(prefix.length() + 1), value(key).orElse(""));
      } else if (key.startsWith(env)) {
        String name = key.substring(env.length()).toLowerCase(Locale.ROOT).replace('_', '.');
        found.putIfAbsent(name, value(prefix + "." + name).orElse(""));
      }
    }
    String shown = found.isEmpty() ? "" : found.keySet().toString(); // no value
    declared.put(prefix + ".*", new Setting(prefix + ".*", "", shown, meaning, false));
    return found;
  }

  /**
   * Records a problem that concerns several settings, or that the type can't detect. Values in the
   * text are masked as by {@link Setting#shown()}.
   */
  public void refuse(String problem) {
    String shown = problem;
    for (Setting setting : declared.values()) {
      if (!setting.value().isEmpty() && !setting.shown().equals(setting.value())) {
        shown = shown.replace(setting.value(), setting.shown());
      }
    }
    problems.add(shown);
  }

  /**
   * Reads settings of other processes, so that their keys are known here. Problems of their values
   * are ignored.
   */
  public void ofOthers(Consumer<Settings> reader) {
    Set<String> own = new LinkedHashSet<>(problems);
    reader.accept(this);
    problems.retainAll(own);
  }

  /** Declares that a key was renamed; the error for the old key then names the new one. */
  public void renamed(String before, String now) {
    renamed.put(before, now);
  }

  /** Everything declared so far, in the order of declaration. */
  public Collection<Setting> declared() {
    return List.copyOf(declared.values());
  }

  /** The settings whose value is not the default, with secrets masked, for a log line. */
  public String changed() {
    return declared.values().stream()
        .filter(setting -> !setting.value().equals(setting.fallback()))
        .map(Setting::toString)
        .collect(Collectors.joining(", "));
  }

  /**
   * For a process whose settings are its own.
   *
   * @throws SettingsException listing every wrong value and every unknown key
   */
  public void check() {
    UnknownKeys unknown = new UnknownKeys(declared.keySet(), renamed);
    refuse(keysInUse.stream().filter(unknown::isUnknown).map(unknown::problem));
  }

  /**
   * For a process that shares environment and file with processes of other roles. Keys in sections
   * of other roles are ignored. Keys of the environment and the file in an unknown section are
   * ignored as well, because the section may belong to a role that is not on this class path; but a
   * key there that is within two edits of a known key is a typo and is refused.
   *
   * @param others sections of all known roles; a section is still checked if this process reads one
   *     of its settings
   * @return the ignored keys of unknown sections, sorted, to be logged
   * @throws SettingsException listing every wrong value and every unknown key
   */
  public List<String> checkShared(Collection<String> others) {
    UnknownKeys unknown = new UnknownKeys(declared.keySet(), renamed);
    List<String> refused = new ArrayList<>();
    List<String> ignored = new ArrayList<>();
    for (String key : keysInUse) {
      if (unknown.isUnknown(key) && !unknown.isInUnreadSection(key, others)) {
        boolean shared = !overrides.contains(key) && unknown.mayBeOfAnotherRole(key);
        (shared ? ignored : refused).add(key);
      }
    }
    refuse(refused.stream().map(unknown::problem));
    return ignored.stream().map(key -> Printable.of(key, UnknownKeys.LONGEST)).sorted().toList();
  }

  private void refuse(Stream<String> unknown) {
    List<String> all = new ArrayList<>(problems);
    unknown.sorted().forEach(all::add);
    if (!all.isEmpty()) {
      throw new SettingsException(all);
    }
  }

  private <T> T declare(
      String key, String fallback, String meaning, boolean secret, Function<String, T> convert) {
    String given = value(key).orElse(fallback);
    declared.put(key, new Setting(key, fallback, given, meaning, secret));
    try {
      return convert.apply(given);
    } catch (IllegalArgumentException e) {
      String shown = secret ? Credentials.MASK : "'" + Setting.shown(given) + "'";
      problems.add(
          String.format(Locale.ROOT, "%s (%s): %s %s", key, envName(key), shown, e.getMessage()));
      return convert.apply(fallback);
    }
  }

  private Optional<String> value(String key) {
    return config.getOptionalValue(PREFIX + key, String.class);
  }

  /** The environment variable of a setting. */
  public static String envName(String key) {
    return ENV_PREFIX + key.toUpperCase(Locale.ROOT).replaceAll("[^A-Z0-9*]", "_");
  }

  private static boolean flag(String text) {
    return switch (text.toLowerCase(Locale.ROOT)) {
      case "true" -> true;
      case "false" -> false;
      default -> throw new IllegalArgumentException("is neither true nor false");
    };
  }

  private static long whole(String text) {
    try {
      return Long.parseLong(text.strip());
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException("is not a whole number", e);
    }
  }

  private static double real(String text) {
    try {
      return Double.parseDouble(text.strip());
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException("is not a number", e);
    }
  }

  private static <T extends Comparable<T>> T ranged(T value, T min, T max) {
    if (value.compareTo(min) < 0 || value.compareTo(max) > 0) {
      throw new IllegalArgumentException("is outside " + show(min) + " to " + show(max));
    }
    return value;
  }

  private static String show(Object bound) {
    return bound instanceof Duration d ? Durations.format(d) : bound.toString();
  }

  private static long ranged(long value, long min, long max) {
    return ranged((Long) value, (Long) min, (Long) max);
  }

  /** A constant as settings have it: in lower case with hyphens. */
  public static String id(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  private static <E extends Enum<E>> E constant(Class<E> type, String text, String names) {
    for (E constant : type.getEnumConstants()) {
      if (id(constant).equals(text)) {
        return constant;
      }
    }
    throw new IllegalArgumentException("is none of " + names);
  }
}
