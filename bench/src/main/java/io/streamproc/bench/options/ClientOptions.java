package io.streamproc.bench.options;

import picocli.CommandLine.Option;

/** The load of the clients that post while servers fail. */
public final class ClientOptions {
  @Option(
      names = "--rate",
      defaultValue = "500",
      description = "events a second of the clients (default: ${DEFAULT-VALUE})")
  private double rate;

  /** Events a second of all clients together. */
  public double rate() {
    return rate;
  }
}
