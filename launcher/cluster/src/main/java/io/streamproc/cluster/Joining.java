package io.streamproc.cluster;

import com.hazelcast.config.JoinConfig;
import com.hazelcast.config.MulticastConfig;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/** Configures the selected discovery in Hazelcast, and disables all others. */
final class Joining {
  /**
   * How long, in seconds, members that start at the same time negotiate which one is the first.
   * Addresses that refuse the connection don't count, so a single member does not wait.
   */
  private static final int ASK_SECONDS = 1;

  private Joining() {}

  static void configure(JoinConfig join, ClusterSettings settings) {
    join.getAutoDetectionConfig().setEnabled(false); // would probe for cloud providers
    join.getMulticastConfig().setEnabled(false);
    switch (settings.discovery()) {
      case TCP ->
          join.setTcpIpConfig(
              new ListeningMembers(settings.members())
                  .setEnabled(true)
                  .setConnectionTimeoutSeconds(ASK_SECONDS));
      case MULTICAST -> multicast(join.getMulticastConfig(), settings);
      case KUBERNETES -> {
        // Discovery uses the timeout of TCP/IP as well.
        join.getTcpIpConfig().setConnectionTimeoutSeconds(ASK_SECONDS);
        join.getKubernetesConfig().setEnabled(true);
        kubernetes(settings).forEach(join.getKubernetesConfig()::setProperty);
      }
    }
  }

  /**
   * How long, in seconds, the first member collects others before it admits all of them at once,
   * and how long a pod that finds only itself searches again. Two pods of a deployment start
   * together and appear in DNS at different moments; with 0 they would not search again. With the
   * other discoveries the addresses are known beforehand.
   */
  static int waitSeconds(Discovery discovery) {
    return discovery == Discovery.KUBERNETES ? 1 : 0;
  }

  private static void multicast(MulticastConfig multicast, ClusterSettings settings) {
    multicast
        .setEnabled(true)
        .setMulticastGroup(settings.multicast().host())
        .setMulticastPort(settings.multicast().port())
        .setMulticastTimeToLive(1) // not beyond the local network
        .setMulticastTimeoutSeconds(ASK_SECONDS)
        .setLoopbackModeEnabled(Addresses.isLoopback(settings.member().host()));
  }

  private static Map<String, String> kubernetes(ClusterSettings settings) {
    KubernetesSettings given = settings.kubernetes();
    Map<String, String> all = new LinkedHashMap<>();
    put(all, "service-dns", given.serviceDns());
    put(all, "service-name", given.serviceName());
    label(all, "service-label", given.serviceLabel());
    label(all, "pod-label", given.podLabel());
    put(all, "namespace", given.namespace());
    put(all, "kubernetes-master", given.apiServer());
    put(all, "api-token", given.apiToken().value());
    put(all, "ca-certificate", text(given.caCertificate()));
    put(all, "service-port", Integer.toString(settings.member().port()));
    put(all, "expose-externally", "false"); // would list nodes, which needs more permissions
    return all;
  }

  private static void put(Map<String, String> all, String key, String value) {
    if (!value.isBlank()) {
      all.put(key, value);
    }
  }

  private static void label(Map<String, String> all, String key, String label) {
    if (!label.isBlank()) {
      String[] parts = label.split("=", 2);
      all.put(key + "-name", parts[0]);
      all.put(key + "-value", parts[1]);
    }
  }

  private static String text(String file) {
    try {
      return file.isBlank() ? "" : Files.readString(Path.of(file));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
