/**
 * A Vert.x for tests, alone or as a node of a real Hazelcast cluster, as a JUnit 5 extension:
 * {@link io.streamproc.testkit.cluster.BusHarness}.
 */
package io.streamproc.testkit.cluster;
