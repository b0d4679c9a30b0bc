package io.streamproc.cluster;

/**
 * Where something listens, and where others reach it.
 *
 * @param host address or name to bind
 * @param port port to bind
 * @param publicHost as seen by the others, where that differs; else empty
 * @param publicPort likewise; else 0
 */
public record Endpoint(String host, int port, String publicHost, int publicPort) {}
