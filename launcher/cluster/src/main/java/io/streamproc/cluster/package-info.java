/**
 * Lets processes discover each other and share one event bus: the {@code cluster.*} settings, the
 * configuration of Hazelcast, and the start of a clustered Vert.x. The only package that imports
 * Hazelcast; knows no role.
 */
package io.streamproc.cluster;
