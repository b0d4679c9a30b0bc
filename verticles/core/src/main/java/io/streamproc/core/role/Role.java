package io.streamproc.core.role;

import io.streamproc.core.settings.Settings;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The description of a role. Each role module has one implementation, public and with a public
 * constructor without parameters, and names it in {@code
 * META-INF/services/io.streamproc.core.role.Role}; {@link Roles} finds it there. The command line,
 * the local mode, the checks of settings and the tests of chart and documents use it.
 *
 * @param <S> the role's settings
 */
public interface Role<S> {
  /**
   * The role's name on the command line, its key in the chart, and its module's folder: lower-case
   * letters, digits and hyphens, at most 22 characters, unique.
   */
  String name();

  /** One line for the help, without a full stop. */
  String description();

  /**
   * The first part of the keys of the role's own settings. Roles may share a section, as the
   * consumers do.
   */
  default String section() {
    return name();
  }

  /** The role's stage in the pipeline. */
  Stage stage();

  /** Whether the role uses the event bus and therefore joins the cluster. */
  boolean usesBus();

  /** The servers that the role connects to. */
  default Set<Server> servers() {
    return Set.of();
  }

  /** The ports on which the role listens, the one of its service first. */
  default List<ListenSettings> ports() {
    return List.of();
  }

  /**
   * The settings that hold the URL of another role's first port, by that role's name. The local
   * mode and the chart fill them in.
   */
  default Map<String, String> urls() {
    return Map.of();
  }

  /** Declares and reads the role's settings, including those of its servers. */
  S read(Settings settings);

  /** A new verticle with these settings, to be deployed once. */
  RoleVerticle<S> verticle(S settings, RoleContext context);
}
