/**
 * The home of measurements: a {@link io.streamproc.bench.speed.BenchmarkCase} compares contenders
 * with a yardstick, measured in turn in one run, and becomes a section of docs/benchmarks.md. The
 * figures that hold on other machines are the ratios. Cases are listed in {@link
 * io.streamproc.bench.speed.Cases}; those of one subject have a package below this one.
 */
package io.streamproc.bench.speed;
