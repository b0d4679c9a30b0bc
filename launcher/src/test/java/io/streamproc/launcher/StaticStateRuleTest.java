package io.streamproc.launcher;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class StaticStateRuleTest {
  /** Constants, and what only looks like one. */
  @SuppressWarnings("unused")
  private static final class Example {
    static final int NUMBER = 3;
    static final List<String> LIST = List.of("a");
    static final Set<String> NONE = Set.of();
    static final Map<String, Integer> MAP = Map.copyOf(new HashMap<>(Map.of("a", 1)));
    static final List<Integer> STREAM = Stream.of(1, 2, 3).toList();
    static final Map<String, Integer> SORTED = Collections.unmodifiableMap(new TreeMap<>());
    static final Set<Integer> mutableSet = ConcurrentHashMap.newKeySet();
    static final Map<String, Integer> mutableMap = new HashMap<>();
    static final TreeSet<Integer> mutableTree = new TreeSet<>();
    static final AtomicInteger mutableNumber = new AtomicInteger();
    static final StringBuilder mutableText = new StringBuilder();
    static int mutableField;
  }

  @Test
  @DisplayName("a mutable static field is found, for any declared type")
  void found() {
    JavaClass example = new ClassFileImporter().importClass(Example.class);
    Set<String> faulty =
        example.getFields().stream()
            .filter(field -> StaticStateRule.fault(field) != null)
            .map(field -> field.getName())
            .collect(Collectors.toSet());
    assertEquals(
        Set.of(
            "mutableSet",
            "mutableMap",
            "mutableTree",
            "mutableNumber",
            "mutableText",
            "mutableField"),
        faulty);
  }
}
