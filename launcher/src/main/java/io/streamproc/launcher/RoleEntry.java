package io.streamproc.launcher;

import io.streamproc.core.role.RoleContext;
import io.streamproc.core.role.RoleVerticle;
import io.streamproc.core.settings.Settings;
import java.util.function.BiFunction;
import java.util.function.Function;

/**
 * A line of the role table.
 *
 * @param name as on the command line and in the chart
 * @param meaning one line for the help
 * @param onBus whether it uses the event bus
 * @param reader declares and reads the role's settings
 * @param factory makes its verticle
 */
record RoleEntry<S>(
    String name,
    String meaning,
    boolean onBus,
    Function<Settings, S> reader,
    BiFunction<S, RoleContext, RoleVerticle<S>> factory) {

  /** A role whose settings are read, ready to be deployed. */
  record Prepared(String name, Function<RoleContext, RoleVerticle<?>> verticle) {}

  Prepared prepare(Settings source) {
    S settings = reader.apply(source);
    return new Prepared(name, context -> factory.apply(settings, context));
  }
}
