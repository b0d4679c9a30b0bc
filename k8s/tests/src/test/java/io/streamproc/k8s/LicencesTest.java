package io.streamproc.k8s;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Reads the licences from the POMs, which are beside the jars in Maven's local repository. */
@DisplayName("The shipped libraries")
class LicencesTest {
  /**
   * Licences under which a library may be shipped, by their names in POMs. Of several licences one
   * is enough.
   */
  private static final Set<String> ALLOWED =
      Set.of(
          "Apache-2.0",
          "Apache 2.0",
          "Apache 2.0 License",
          "Apache License 2.0",
          "Apache License, Version 2.0",
          "The Apache License, Version 2.0",
          "The Apache Software License, Version 2.0",
          "The Apache Software License, version 2.0",
          "MIT",
          "MIT License",
          "MIT-0",
          "The MIT License",
          "The MIT License (MIT)",
          "0BSD",
          "BSD-2-Clause",
          "BSD 2-Clause License",
          "BSD 2-Clause \"Simplified\" License",
          "BSD-3-Clause",
          "Go License", // BSD with three clauses
          "EPL-2.0",
          "EPL 2.0");

  private static final Pattern NAMES =
      Pattern.compile("<license>.*?<name>\\s*(.*?)\\s*</name>.*?</license>", Pattern.DOTALL);
  private static final Pattern PARENT = Pattern.compile("<parent>(.*?)</parent>", Pattern.DOTALL);

  @Test
  @DisplayName("of local mode and image have licences that allow to ship them")
  void allowed() throws IOException {
    Map<String, String> refused = new TreeMap<>();
    Set<String> seen = new TreeSet<>();
    for (String module : List.of("launcher", "k8s/image")) {
      for (Path jar : jars(module)) {
        String name = jar.getFileName().toString();
        List<String> licences = licences(jar);
        seen.add(name);
        if (licences.stream().noneMatch(ALLOWED::contains)) {
          refused.put(name, licences.toString());
        }
      }
    }
    assertEquals(Map.of(), refused);
    assertTrue(seen.size() > 100, seen::toString);
  }

  /** Jars of others that a module ships. */
  private static List<Path> jars(String module) throws IOException {
    Path file = DocumentedCommands.REPOSITORY.resolve(module).resolve("target/class-path.txt");
    assertTrue(Files.exists(file), "not built: " + module);
    return Arrays.stream(Files.readString(file).strip().split(File.pathSeparator))
        .map(Path::of)
        .filter(jar -> !jar.startsWith(DocumentedCommands.REPOSITORY))
        .toList();
  }

  /** Names of the licences in the POM of a jar, or else in the next parent that has some. */
  private static List<String> licences(Path jar) throws IOException {
    Path version = jar.getParent();
    Path pom =
        version.resolve(version.getParent().getFileName() + "-" + version.getFileName() + ".pom");
    Path repository = repository(version, Files.readString(pom));
    List<String> names = new ArrayList<>();
    while (names.isEmpty() && pom != null && Files.exists(pom)) {
      String text = Files.readString(pom).replaceAll("(?s)<!--.*?-->", "");
      NAMES.matcher(text).results().map(found -> found.group(1)).forEach(names::add);
      pom = parent(repository, text);
    }
    return names;
  }

  /** The folder of a repository that has this folder of a version. */
  private static Path repository(Path version, String pom) {
    String text = pom.replaceFirst("(?s)<(dependencies|dependencyManagement|build)>.*", "");
    Path folder = version.getParent().getParent();
    String group =
        Pattern.compile("<groupId>\\s*(.*?)\\s*</groupId>")
            .matcher(text.replaceFirst("(?s)<parent>.*?</parent>", ""))
            .results()
            .map(found -> found.group(1))
            .findFirst()
            .orElseGet(
                () ->
                    element(
                        PARENT.matcher(text).results().findFirst().orElseThrow().group(1),
                        "groupId"));
    for (int i = 0; i < group.split("\\.").length; i++) {
      folder = folder.getParent();
    }
    return folder;
  }

  private static Path parent(Path repository, String pom) {
    return PARENT
        .matcher(pom)
        .results()
        .findFirst()
        .map(MatchResult::group)
        .map(
            parent -> {
              String artifact = element(parent, "artifactId");
              String version = element(parent, "version");
              return repository
                  .resolve(element(parent, "groupId").replace('.', '/'))
                  .resolve(artifact)
                  .resolve(version)
                  .resolve(artifact + "-" + version + ".pom");
            })
        .orElse(null);
  }

  private static String element(String text, String name) {
    return text.replaceFirst("(?s).*?<" + name + ">\\s*(.*?)\\s*</" + name + ">.*", "$1");
  }
}
