/**
 * Consumers that are wrong on purpose, each in the one way that people get it wrong. They prove
 * that the proof can fail: a chaos run with one of these must not balance.
 */
package io.streamproc.bench.broken;
