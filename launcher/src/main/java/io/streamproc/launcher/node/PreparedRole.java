package io.streamproc.launcher.node;

import io.streamproc.core.role.Role;
import io.streamproc.core.role.RoleContext;
import io.streamproc.core.role.RoleVerticle;
import io.streamproc.core.settings.Settings;
import java.util.function.Function;

/**
 * A role whose settings are read, ready to be deployed.
 *
 * @param name the role's name
 * @param verticle creates its verticle
 */
public record PreparedRole(String name, Function<RoleContext, RoleVerticle<?>> verticle) {
  /** Reads the role's settings; {@code source} collects the problems. */
  static <S> PreparedRole of(Role<S> role, Settings source) {
    S settings = role.read(source);
    return new PreparedRole(role.name(), context -> role.verticle(settings, context));
  }
}
