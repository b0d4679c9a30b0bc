/**
 * Measures the cost of exactly-once: compares each consumer with the same consumer and a sink that
 * stores at least once, alternating in one run over the same topic. Start at {@code PriceCommand}.
 */
package io.streamproc.bench.price;
