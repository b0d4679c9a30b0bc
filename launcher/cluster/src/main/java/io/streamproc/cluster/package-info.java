/**
 * How processes find each other and share one event bus: the {@code cluster.*} settings, Hazelcast
 * set up from them, and joining with Vert.x. The only package that imports Hazelcast; knows no
 * role.
 */
package io.streamproc.cluster;
