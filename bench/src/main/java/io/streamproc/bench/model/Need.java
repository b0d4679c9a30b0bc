package io.streamproc.bench.model;

/**
 * What one part of the system needs.
 *
 * @param part its name
 * @param cores cores that are busy at the demand
 * @param instances number of processes or nodes
 * @param coresEach cores of an instance
 * @param gibEach memory of an instance, GiB
 * @param receives MB/s that all instances together receive
 * @param sends MB/s that they send
 * @param disk GB that they keep
 * @param limit what sets the number of instances
 */
public record Need(
    String part,
    double cores,
    int instances,
    double coresEach,
    double gibEach,
    double receives,
    double sends,
    double disk,
    String limit) {
  /** Cores of all instances. */
  public double allCores() {
    return instances * coresEach;
  }

  /** Memory of all instances, GiB. */
  public double allGib() {
    return instances * gibEach;
  }
}
