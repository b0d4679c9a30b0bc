package io.streamproc.cluster;

/**
 * The address that a server binds, and the address that others connect to.
 *
 * @param host address or name to bind
 * @param port port to bind
 * @param publicHost the host that others connect to, empty if it is the same
 * @param publicPort the port that others connect to, 0 if it is the same
 */
public record Endpoint(String host, int port, String publicHost, int publicPort) {}
