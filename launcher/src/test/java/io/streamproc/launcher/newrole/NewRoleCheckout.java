package io.streamproc.launcher.newrole;

import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

/**
 * A copy of this checkout in which the example is a role of the product, {@code tally}: its module
 * under {@code verticles/}, and the three entries of the guide.
 */
final class NewRoleCheckout {
  static final Path ORIGINAL = Path.of("..").toAbsolutePath().normalize();

  /** The entries, as docs/new-role.md has them. */
  static final String MODULE = "    <module>verticles/tally</module>\n";

  static final String DEPENDENCY =
      """
          <dependency>
            <groupId>io.streamproc</groupId>
            <artifactId>streamproc-tally</artifactId>
            <version>${project.version}</version>
            <scope>runtime</scope>
          </dependency>
      """;

  static final String VALUES = "  tally:\n    uses: []\n    bus: true\n";

  private static final String ROLE = "verticles/tally";
  private static final Set<String> NOT_SOURCES = Set.of("target", ".git", "data");

  private final Path root;

  private NewRoleCheckout(Path root) {
    this.root = root;
  }

  static NewRoleCheckout make(Path root) throws IOException {
    for (Path file : sources(ORIGINAL)) {
      copy(ORIGINAL.resolve(file), root.resolve(file));
    }
    NewRoleCheckout checkout = new NewRoleCheckout(root);
    checkout.copyExample();
    checkout.insert("pom.xml", "    <module>verticles/testkit</module>\n", MODULE);
    checkout.insert("launcher/pom.xml", "    <dependency>\n", DEPENDENCY);
    checkout.insert("k8s/streamproc/values.yaml", "  web-ui:\n", VALUES);
    return checkout;
  }

  /**
   * Makes the copy in this folder and prints the files that it touched, for {@code
   * scripts/try_new_role.sh}, which runs this file as a program in the folder of this module.
   */
  public static void main(String[] arguments) throws IOException {
    make(Path.of(arguments[0])).touched().forEach(System.out::println);
  }

  Path root() {
    return root;
  }

  private void copyExample() throws IOException {
    Path example = ORIGINAL.resolve("examples/alerter");
    for (Path file : sources(example)) {
      Path copy = root.resolve(ROLE).resolve(renamed(file.toString()));
      Files.createDirectories(copy.getParent());
      Files.writeString(copy, renamed(Files.readString(example.resolve(file))));
    }
  }

  private static String renamed(String text) {
    return text.replace("streamproc-example-alerter", "streamproc-tally")
        .replace("io.streamproc.example.alerter", "io.streamproc.tally")
        .replace("io/streamproc/example/alerter", "io/streamproc/tally")
        .replace("Alerter", "Tally")
        .replace("alerter", "tally");
  }

  private void insert(String file, String before, String entry) throws IOException {
    Path path = root.resolve(file);
    String text = Files.readString(path);
    int at = text.indexOf(before);
    if (at < 0) {
      throw new IllegalStateException(file + " has no line " + before);
    }
    Files.writeString(path, text.substring(0, at) + entry + text.substring(at));
  }

  /** Files that differ from the original, those of the new module left out; sorted. */
  List<String> touched() throws IOException {
    List<String> touched = new ArrayList<>();
    for (Path file : sources(root)) {
      Path before = ORIGINAL.resolve(file);
      if (!file.startsWith(ROLE)
          && (!Files.exists(before) || Files.mismatch(before, root.resolve(file)) >= 0)) {
        touched.add(file.toString());
      }
    }
    return touched.stream().sorted().toList();
  }

  /**
   * Compiles the new module, as strictly as the build.
   *
   * @param extra a further source file of the module, null for none
   * @return the folder of its classes and resources
   */
  Path compile(String extra) throws IOException {
    Path classes = Files.createTempDirectory(root.getParent(), "classes-");
    Path main = root.resolve(ROLE).resolve("src/main");
    List<Path> files = new ArrayList<>();
    for (Path file : sources(main.resolve("java"))) {
      files.add(main.resolve("java").resolve(file));
    }
    if (extra != null) {
      files.add(Files.writeString(classes.resolve("Extra.java"), extra));
    }
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    StringWriter output = new StringWriter();
    try (StandardJavaFileManager manager = compiler.getStandardFileManager(null, null, null)) {
      List<String> options =
          List.of("-Xlint:all,-processing,-classfile", "-Werror", "-proc:none", "--release", "17");
      List<String> all = new ArrayList<>(options);
      all.addAll(List.of("-cp", classPath(), "-d", classes.toString()));
      if (!compiler
          .getTask(output, manager, null, all, null, manager.getJavaFileObjectsFromPaths(files))
          .call()) {
        throw new IllegalStateException(output.toString());
      }
    }
    for (Path file : sources(main.resolve("resources"))) {
      copy(main.resolve("resources").resolve(file), classes.resolve(file));
    }
    return classes;
  }

  /** The class path of these tests. */
  static String classPath() {
    return System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
  }

  /** All files that are not made by a build, relative to the folder. */
  private static List<Path> sources(Path folder) throws IOException {
    List<Path> files = new ArrayList<>();
    try (Stream<Path> children = Files.list(folder)) {
      for (Path child : children.sorted().toList()) {
        Path name = child.getFileName();
        if (Files.isDirectory(child) && !NOT_SOURCES.contains(name.toString())) {
          sources(child).forEach(file -> files.add(name.resolve(file)));
        } else if (Files.isRegularFile(child)) {
          files.add(name);
        }
      }
    }
    return files;
  }

  private static void copy(Path from, Path to) {
    try {
      Files.createDirectories(to.getParent());
      Files.copy(from, to);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
