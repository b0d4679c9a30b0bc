package io.streamproc.bench.model;

/**
 * How a system is to be built.
 *
 * @param busy part of each core that may be in use at the demand; the rest is for peaks, a catch-up
 *     after an outage, and an instance that fails
 * @param nodeCores cores of a broker or a store's node
 * @param nodeMegabytes network of a node in each direction, MB/s
 * @param replicas copies of each record in Kafka
 * @param days how long events are kept, in Kafka and in the stores
 * @param windowInMemory whether aggregators answer for the window of the page from memory, which
 *     the product does not do yet; otherwise each query reads the rows of the window in the stores
 */
public record Policy(
    double busy,
    int nodeCores,
    double nodeMegabytes,
    int replicas,
    double days,
    boolean windowInMemory) {}
