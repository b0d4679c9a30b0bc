package io.streamproc.bench.model;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;

/**
 * The measured costs of one event, update or client, by name; {@code costs.properties} says where
 * each was measured.
 */
public final class Costs {
  private static final String FILE = "costs.properties";

  private final Map<String, Double> values;

  private Costs(Map<String, Double> values) {
    this.values = values;
  }

  /** Those that were measured on the reference machine. */
  public static Costs measured() {
    Properties read = new Properties();
    try (InputStream file = Costs.class.getResourceAsStream(FILE)) {
      read.load(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    Map<String, Double> values = new HashMap<>();
    read.stringPropertyNames()
        .forEach(name -> values.put(name, Double.parseDouble(read.getProperty(name))));
    return new Costs(values);
  }

  /**
   * Replaces some of them.
   *
   * @throws IllegalArgumentException if a name is unknown
   */
  public Costs with(Map<String, Double> others) {
    others.keySet().forEach(this::of);
    Map<String, Double> all = new HashMap<>(values);
    all.putAll(others);
    return new Costs(all);
  }

  /**
   * One of them.
   *
   * @throws IllegalArgumentException if the name is unknown
   */
  public double of(String name) {
    Double value = values.get(name);
    if (value == null) {
      throw new IllegalArgumentException(
          "unknown cost " + name + "; known: " + values.keySet().stream().sorted().toList());
    }
    return value;
  }
}
