package io.streamproc.bench.speed;

/**
 * What a measurement has cost.
 *
 * @param cpu processor seconds of the contender's own processes
 * @param servers processor seconds of the servers behind it, such as the broker
 * @param client processor seconds of the load generator
 * @param allocated bytes allocated on the heap of the contender's JVMs; NaN if unknown
 */
public record Usage(double cpu, double servers, double client, double allocated) {
  /** The usage since an earlier reading of the same meters. */
  Usage since(Usage before) {
    return new Usage(
        cpu - before.cpu,
        servers - before.servers,
        client - before.client,
        allocated - before.allocated);
  }
}
