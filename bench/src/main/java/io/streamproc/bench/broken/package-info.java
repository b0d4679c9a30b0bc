/**
 * Consumers that are deliberately wrong, each with one common mistake. They show that the chaos run
 * can fail: with one of these it must not balance.
 */
package io.streamproc.bench.broken;
