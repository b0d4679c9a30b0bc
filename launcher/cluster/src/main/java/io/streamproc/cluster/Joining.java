package io.streamproc.cluster;

import com.hazelcast.config.JoinConfig;
import com.hazelcast.config.MulticastConfig;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/** Hazelcast's part of the discovery that was chosen; all others are off. */
final class Joining {
  /**
   * How long members that start in the same instant ask each other who is the first. Those that
   * refuse the connection don't count, so a member that is alone does not wait.
   */
  private static final int ASK_SECONDS = 1;

  private Joining() {}

  static void configure(JoinConfig join, ClusterSettings settings) {
    join.getAutoDetectionConfig().setEnabled(false); // would look for clouds
    join.getMulticastConfig().setEnabled(false);
    switch (settings.discovery()) {
      case TCP ->
          join.setTcpIpConfig(
              new ListeningMembers(settings.members())
                  .setEnabled(true)
                  .setConnectionTimeoutSeconds(ASK_SECONDS));
      case MULTICAST -> multicast(join.getMulticastConfig(), settings);
      case KUBERNETES -> {
        join.getTcpIpConfig().setConnectionTimeoutSeconds(ASK_SECONDS); // holds here as well
        join.getKubernetesConfig().setEnabled(true);
        kubernetes(settings).forEach(join.getKubernetesConfig()::setProperty);
      }
    }
  }

  /**
   * How long the first member gathers others before it lets them in, all at once, and how long a
   * pod that finds only itself looks again. Two pods of a deployment start together and are in DNS
   * a moment apart; with 0 they would not look at all. The others' addresses are known beforehand.
   */
  static int waitSeconds(Discovery discovery) {
    return discovery == Discovery.KUBERNETES ? 1 : 0;
  }

  private static void multicast(MulticastConfig multicast, ClusterSettings settings) {
    multicast
        .setEnabled(true)
        .setMulticastGroup(settings.multicast().host())
        .setMulticastPort(settings.multicast().port())
        .setMulticastTimeToLive(1) // not beyond the next router
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
    put(all, "expose-externally", "false"); // would ask for nodes, which needs more permissions
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
