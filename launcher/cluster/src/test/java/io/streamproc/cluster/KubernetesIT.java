package io.streamproc.cluster;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.streamproc.testkit.FreePorts;
import io.streamproc.testkit.JavaProcess;
import io.streamproc.testkit.TestCertificate;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Pods have an address each and the same port: here the addresses are 127.0.0.2 and 127.0.0.3. */
@DisplayName("In Kubernetes members find each other")
@Timeout(120)
class KubernetesIT {
  private static final List<String> PODS = List.of("127.0.0.2", "127.0.0.3");
  private static final String DNS = "bus.space.svc.test";

  @TempDir private Path folder;
  private final String name = Member.uniqueName();
  private final int port = FreePorts.one();

  @ParameterizedTest
  @DisplayName("through its API, by the name of a service or a label of pods, with a token")
  @CsvSource({
    "service-name=" + KubernetesApi.SERVICE + ", labelSelector=kubernetes.io/service-name=bus",
    "pod-label=" + KubernetesApi.LABEL + ", labelSelector=app=streamproc",
  })
  void api(String by, String asked) throws Exception {
    TestCertificate certificate = TestCertificate.create(folder, "api");
    try (KubernetesApi api = new KubernetesApi(certificate, PODS);
        Member first = start(api, certificate, PODS.get(0), by);
        Member second = start(api, certificate, PODS.get(1), by)) {
      first.up();
      second.up();
      Member.awaitSize(2, first, second);
      assertTrue(api.asked().stream().anyMatch(uri -> uri.endsWith(asked)), api.asked().toString());
    }
  }

  private Member start(KubernetesApi api, TestCertificate certificate, String host, String by) {
    return Member.start(
        name,
        "discovery=kubernetes",
        "host=" + host,
        "port=" + port,
        "kubernetes." + by,
        "kubernetes.namespace=" + KubernetesApi.NAMESPACE,
        "kubernetes.api-server=" + api.url(),
        "kubernetes.api-token=" + KubernetesApi.TOKEN,
        "kubernetes.ca-certificate=" + certificate.certificate());
  }

  @Test
  @DisplayName("through DNS, where the headless service's name has the addresses of all pods")
  void dns() throws Exception {
    List<String> lines = PODS.stream().map(address -> address + " " + DNS).toList();
    Path hosts = Files.write(folder.resolve("hosts"), lines);
    List<JavaProcess> all = new ArrayList<>();
    try {
      for (String pod : PODS) {
        all.add(
            MemberMain.start(
                folder,
                List.of("-Djdk.net.hosts.file=" + hosts),
                PODS.size(),
                name,
                "discovery=kubernetes",
                "host=" + pod,
                "port=" + port,
                "kubernetes.service-dns=" + DNS));
      }
      for (JavaProcess member : all) {
        assertEquals(MemberMain.SEES_ALL, member.awaitReady(60));
      }
    } finally {
      all.forEach(JavaProcess::close);
    }
  }
}
