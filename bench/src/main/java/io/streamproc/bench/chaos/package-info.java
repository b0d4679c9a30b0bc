/**
 * The chaos run, and measurements of a whole system of real processes. In the chaos run each
 * process is killed with SIGKILL or stopped with SIGSTOP at random while clients and event-producer
 * post with retries; at the end the ledgers of clients, event-producer and stores must balance.
 * Start at {@code ChaosCommand}.
 */
package io.streamproc.bench.chaos;
