/**
 * The chaos run: a whole system of real processes, each killed with SIGKILL or stopped with SIGSTOP
 * at random while clients post with retries; at the end the ledger must balance and every answered
 * request must be in Kafka. Start at {@code ChaosCommand}.
 */
package io.streamproc.bench.chaos;
