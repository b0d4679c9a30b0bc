package io.streamproc.web.pipeline;

import io.streamproc.core.role.Role;
import io.streamproc.core.role.Roles;
import java.util.List;
import java.util.Locale;

/**
 * A role that there may be, whether or not it reports.
 *
 * @param name the role's name
 * @param stage its stage in the pipeline, in lower case
 * @param usesBus whether each of its instances is on the bus and so reports
 */
public record KnownRole(String name, String stage, boolean usesBus) {
  /** Those of this distribution, in the order of the pipeline. */
  public static List<KnownRole> all() {
    return Roles.all().stream().map(KnownRole::of).toList();
  }

  private static KnownRole of(Role<?> role) {
    return new KnownRole(role.name(), role.stage().name().toLowerCase(Locale.ROOT), role.usesBus());
  }
}
