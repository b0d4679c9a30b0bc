package io.streamproc.stores;

import java.time.Instant;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * The state that the server of a store reports.
 *
 * @param version name and version, for people
 * @param schema number of the schema, 0: none yet; empty for a store without numbers
 * @param knownSchema the newest number that this version knows
 * @param time its time; empty if it does not report it
 */
public record ServerState(
    String version, OptionalInt schema, int knownSchema, Optional<Instant> time) {}
