package io.streamproc.core.role;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/** The roles on the class path. */
public final class Roles {
  private static final Pattern NAME = Pattern.compile("[a-z]([a-z0-9-]*[a-z0-9])?");
  private static final int LONGEST_NAME =
      22; // with a release name of 40 characters it must fit a DNS label

  /** Sections of the process's own settings, which belong to no role or server. */
  private static final List<String> PROCESS_SECTIONS =
      List.of("http", "security", "management", "tracing", "log", "cluster", "run", "local");

  private Roles() {}

  /**
   * Every role on the class path, in the order of the pipeline; roles of one stage by name.
   *
   * @throws IllegalStateException if a role's name is malformed or used by two roles
   */
  public static List<Role<?>> all() {
    // Not the thread's class loader, which a container of verticles may have set to another.
    return ordered(ServiceLoader.load(Role.class, Role.class.getClassLoader()));
  }

  static List<Role<?>> ordered(Iterable<?> found) {
    List<Role<?>> roles = new ArrayList<>();
    Set<String> names = new HashSet<>();
    for (Object one : found) {
      Role<?> role = (Role<?>) one;
      String name = role.name();
      if (!NAME.matcher(name).matches() || name.length() > LONGEST_NAME) {
        throw refused(role, "has a name that is not allowed: '" + name + "'");
      }
      if (!names.add(name)) {
        throw refused(role, "has the name of another role: '" + name + "'");
      }
      roles.add(role);
    }
    roles.sort(Comparator.<Role<?>, Stage>comparing(Role::stage).thenComparing(Role::name));
    return List.copyOf(roles);
  }

  private static IllegalStateException refused(Role<?> role, String why) {
    return new IllegalStateException(role.getClass().getName() + " " + why);
  }

  /** Every section of settings that a role, a server or the process itself may read. */
  public static Set<String> sections() {
    Set<String> sections = new TreeSet<>(PROCESS_SECTIONS);
    Arrays.stream(Server.values()).map(Server::id).forEach(sections::add);
    all().forEach(role -> sections.add(role.section()));
    return sections;
  }
}
