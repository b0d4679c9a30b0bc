/**
 * What exactly-once costs: each consumer as it is against the same consumer with a sink that stores
 * at least once, in turn, in one run, over the same topic. Start at {@code PriceCommand}.
 */
package io.streamproc.bench.price;
