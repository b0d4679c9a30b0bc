package io.streamproc.cluster;

import io.streamproc.core.settings.Settings;
import io.vertx.core.eventbus.EventBusOptions;
import io.vertx.core.http.ClientAuth;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.core.net.PemTrustOptions;
import java.time.Duration;
import java.util.List;

/**
 * The event bus between members; each member has a connection to every other one.
 *
 * @param endpoint its address; port 0: any free port
 * @param key PEM file of this member's private key; empty for no TLS
 * @param certificate PEM file of its certificate chain
 * @param trust PEM file of the issuers or certificates that are trusted in other members
 */
public record BusSettings(Endpoint endpoint, String key, String certificate, String trust) {
  private static final String TLS = "cluster.bus-tls.";

  /**
   * A connection whose peer has disappeared is closed after the sum of both, like a silent member.
   * With Vert.x's defaults that takes 40 s. Until then messages are written into the dead
   * connection, even after the peer has returned, because TCP retries rarely after a long silence.
   */
  private static final Duration PING = Duration.ofSeconds(2);

  private static final Duration PONG = Duration.ofSeconds(6);

  /**
   * @param member defaults of the bus's host and public host
   */
  static BusSettings read(Settings s, Endpoint member) {
    String host = s.host("cluster.bus-host", "", "address of the bus, empty for cluster.host");
    int port = s.port("cluster.bus-port", 0, "port of the bus, 0: any free port");
    String publicHost =
        s.host(
            "cluster.bus-public-host",
            "",
            "host that other members connect to, empty for cluster.public-host");
    int publicPort =
        s.port(
            "cluster.bus-public-port",
            0,
            "port that other members connect to, 0 for the bus's port");
    Endpoint endpoint =
        new Endpoint(
            host.isBlank() ? member.host() : host,
            port,
            publicHost.isBlank() ? member.publicHost() : publicHost,
            publicPort);
    return new BusSettings(
        endpoint,
        s.text(TLS + "key", "", "PEM file of the bus's private key; enables mutual TLS"),
        s.text(TLS + "certificate", "", "PEM file of its certificate"),
        s.text(TLS + "trust", "", "PEM file of the issuers of the other members' certificates"));
  }

  void check(Settings s) {
    List<String> files = List.of(key, certificate, trust);
    long given = files.stream().filter(file -> !file.isBlank()).count();
    if (given > 0 && given < files.size()) {
      s.refuse(TLS + "key, " + TLS + "certificate and " + TLS + "trust: either all three, or none");
    }
    PemFiles.check(s, TLS + "key", key);
    PemFiles.check(s, TLS + "certificate", certificate);
    PemFiles.check(s, TLS + "trust", trust);
  }

  public boolean tls() {
    return !key.isBlank();
  }

  /** Completes the options; existing values are kept. */
  void applyTo(EventBusOptions options) {
    if (options.getHost() == null) {
      options.setHost(Addresses.numeric(endpoint.host()));
    }
    if (options.getPort() == EventBusOptions.DEFAULT_CLUSTER_PORT) {
      options.setPort(endpoint.port());
    }
    if (options.getClusterPublicHost() == null && !endpoint.publicHost().isBlank()) {
      options.setClusterPublicHost(endpoint.publicHost());
    }
    if (options.getClusterPublicPort() == EventBusOptions.DEFAULT_CLUSTER_PUBLIC_PORT
        && endpoint.publicPort() != 0) {
      options.setClusterPublicPort(endpoint.publicPort());
    }
    if (options.getClusterPingInterval() == EventBusOptions.DEFAULT_CLUSTER_PING_INTERVAL) {
      options.setClusterPingInterval(PING.toMillis());
    }
    if (options.getClusterPingReplyInterval()
        == EventBusOptions.DEFAULT_CLUSTER_PING_REPLY_INTERVAL) {
      options.setClusterPingReplyInterval(PONG.toMillis());
    }
    if (tls()) {
      secure(options);
    }
  }

  /** Both sides of every connection present a certificate, so that only members can use the bus. */
  private void secure(EventBusOptions options) {
    options
        .setSsl(true)
        .setKeyCertOptions(new PemKeyCertOptions().setKeyPath(key).setCertPath(certificate))
        .setTrustOptions(new PemTrustOptions().addCertPath(trust))
        .setTrustAll(false) // by default the bus trusts any certificate
        .setClientAuth(ClientAuth.REQUIRED);
  }
}
