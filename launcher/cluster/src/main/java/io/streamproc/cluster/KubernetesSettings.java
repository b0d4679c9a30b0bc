package io.streamproc.cluster;

import io.streamproc.core.settings.Secret;
import io.streamproc.core.settings.Settings;
import java.util.List;
import java.util.stream.Stream;

/**
 * Settings to discover the pods of a cluster; exactly one of the first four is set.
 *
 * @param serviceDns name of a headless service in DNS; needs no permissions
 * @param serviceName name of a service whose endpoints the API lists
 * @param serviceLabel label {@code name=value} of such services
 * @param podLabel label {@code name=value} of pods that the API lists
 * @param namespace namespace of services and pods; empty for the pod's own
 * @param apiServer https URL; empty for the pod's own cluster
 * @param apiToken access token; empty for the pod's own
 * @param caCertificate PEM file; empty for the file that is mounted into every pod
 */
public record KubernetesSettings(
    String serviceDns,
    String serviceName,
    String serviceLabel,
    String podLabel,
    String namespace,
    String apiServer,
    Secret apiToken,
    String caCertificate) {

  static KubernetesSettings read(Settings s) {
    return new KubernetesSettings(
        s.text("cluster.kubernetes.service-dns", "", "DNS name of a headless service"),
        s.text(
            "cluster.kubernetes.service-name", "", "or: name of a service, for the Kubernetes API"),
        s.text("cluster.kubernetes.service-label", "", "or: name=value of services"),
        s.text("cluster.kubernetes.pod-label", "", "or: name=value of pods"),
        s.text("cluster.kubernetes.namespace", "", "namespace, empty for the pod's own"),
        s.text("cluster.kubernetes.api-server", "", "https URL, empty for the pod's own cluster"),
        s.secret("cluster.kubernetes.api-token", "", "token, empty for the pod's own"),
        s.text(
            "cluster.kubernetes.ca-certificate",
            "",
            "PEM file of the API's CA, empty for the pod's own"));
  }

  /** Rejects settings with which no member can be found. */
  void check(Settings s) {
    List<String> keys =
        List.of(
            "cluster.kubernetes.service-dns",
            "cluster.kubernetes.service-name",
            "cluster.kubernetes.service-label",
            "cluster.kubernetes.pod-label");
    List<String> values = List.of(serviceDns, serviceName, serviceLabel, podLabel);
    if (values.stream().filter(value -> !value.isBlank()).count() != 1) {
      s.refuse("cluster.discovery is kubernetes, which needs exactly one of " + keys);
    }
    for (int i = 2; i < keys.size(); i++) {
      if (!values.get(i).isBlank() && !values.get(i).matches("[^=]+=[^=]+")) {
        s.refuse(keys.get(i) + ": '" + values.get(i) + "' is not of the form name=value");
      }
    }
    if (!apiServer.isBlank() && !apiServer.startsWith("https://")) {
      s.refuse("cluster.kubernetes.api-server: '" + apiServer + "' is not an https URL");
    }
    PemFiles.check(s, "cluster.kubernetes.ca-certificate", caCertificate);
  }

  @Override
  public String toString() {
    return Stream.of(
            named("service ", serviceName),
            named("services ", serviceLabel),
            named("pods ", podLabel),
            named("DNS ", serviceDns))
        .filter(text -> !text.isEmpty())
        .findFirst()
        .orElse("nothing");
  }

  private static String named(String what, String value) {
    return value.isBlank() ? "" : what + value;
  }
}
