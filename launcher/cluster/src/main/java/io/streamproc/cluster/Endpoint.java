package io.streamproc.cluster;

/**
 * Where a server listens, and the address by which others reach it.
 *
 * @param host address or name to bind
 * @param port port to bind
 * @param publicHost the host by which others reach it, empty if it is the same
 * @param publicPort the port by which others reach it, 0 if it is the same
 */
public record Endpoint(String host, int port, String publicHost, int publicPort) {}
