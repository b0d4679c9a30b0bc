package io.streamproc.launcher.node;

import io.streamproc.core.role.Role;
import io.streamproc.core.role.Roles;
import io.streamproc.core.settings.Settings;
import java.util.Collection;
import java.util.List;
import java.util.stream.Collectors;

/** The roles that this distribution can run, in the order in which they are stopped. */
public record RoleTable(List<Role<?>> roles) {
  /** The roles on the class path. */
  public static RoleTable discover() {
    return new RoleTable(Roles.all());
  }

  /**
   * The roles with these names, each once, in the order of the table.
   *
   * @throws IllegalArgumentException if there is no role with a name; the message lists all names
   */
  public RoleTable named(Collection<String> names) {
    for (String name : names) {
      if (roles.stream().noneMatch(role -> role.name().equals(name))) {
        throw new IllegalArgumentException("unknown role '" + name + "', there are: " + names());
      }
    }
    return new RoleTable(roles.stream().filter(role -> names.contains(role.name())).toList());
  }

  /** The names of all roles, separated by commas. */
  String names() {
    return roles.stream().map(Role::name).collect(Collectors.joining(", "));
  }

  /** Declares and reads the settings of these roles. */
  public List<PreparedRole> prepare(Settings settings) {
    return roles.stream().<PreparedRole>map(role -> PreparedRole.of(role, settings)).toList();
  }
}
