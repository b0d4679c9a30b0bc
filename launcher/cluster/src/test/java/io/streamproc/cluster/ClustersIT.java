package io.streamproc.cluster;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.hazelcast.core.HazelcastInstance;
import io.streamproc.testkit.FreePorts;
import io.vertx.core.internal.VertxInternal;
import io.vertx.spi.cluster.hazelcast.HazelcastClusterManager;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@DisplayName("Members of a cluster")
@Timeout(120)
class ClustersIT {
  private final String name = Member.uniqueName();
  private final int[] ports = FreePorts.several(6);
  private final String members =
      "members="
          + Arrays.stream(ports).mapToObj(p -> "127.0.0.1:" + p).collect(Collectors.joining(","));

  private Member start(int nth, String... more) {
    return startNamed(name, nth, more);
  }

  private Member startNamed(String clusterName, int nth, String... more) {
    String[] pairs = Arrays.copyOf(more, more.length + 3);
    pairs[more.length] = members;
    pairs[more.length + 1] = "port=" + ports[nth];
    pairs[more.length + 2] = "ports=1";
    return Member.start(clusterName, pairs);
  }

  @Test
  @DisplayName("share one bus, become ready, and are removed at once when they leave")
  void oneBus() throws Exception {
    try (Member first = start(0).up()) {
      try (Member second = start(1).up().answering("a", "second")) {
        first.awaitAnswer("a", "second");
        Member.awaitSize(2, first, second);
        Member.eventually(() -> second.notReady().isEmpty(), second::notReady);
        Member.eventually(() -> first.notReady().isEmpty(), first::notReady);
      }
      Member.awaitSize(1, first);
      assertEquals("No handlers for address a", first.ask("a"));
    }
  }

  @Test
  @DisplayName("write their entries again that others have deleted, as can happen after a hang")
  void enteredAgain() throws Exception {
    try (Member first = start(0).up();
        Member second = start(1).up().answering("a", "second")) {
      Member.awaitSize(2, first, second);
      first.awaitAnswer("a", "second");
      HazelcastInstance maps =
          ((HazelcastClusterManager) ((VertxInternal) first.vertx()).clusterManager())
              .getHazelcastInstance();
      maps.getMap("__vertx.nodeInfo").clear();
      maps.getMultiMap("__vertx.subs").remove("a");
      first.awaitAnswer("a", "second");
      Member.eventually(() -> maps.getMap("__vertx.nodeInfo").size() == 2, () -> "nodes missing");
    }
  }

  @Test
  @DisplayName("form one cluster when six of them start at the same time")
  void sixAtOnce() throws Exception {
    Member[] six = new Member[ports.length];
    try {
      for (int i = 0; i < six.length; i++) {
        six[i] = start(i);
      }
      Member.awaitSize(six.length, six);
    } finally {
      for (Member member : six) {
        member.close();
      }
    }
  }

  @Test
  @DisplayName("with another cluster's name are rejected, although they know all addresses")
  void otherName() throws Exception {
    try (Member ours = start(0).up().answering("a", "ours");
        Member alien = startNamed(name + "-other", 1).up()) {
      assertEquals("No handlers for address a", alien.ask("a"));
      try (Member second = start(2).up()) {
        second.awaitAnswer("a", "ours"); // there is a way in, for those who know the name
        Member.awaitSize(2, ours, second);
        assertEquals(1, alien.size());
      }
      assertEquals(List.of("?"), ours.heard());
    }
  }

  @Test
  @DisplayName("whose port is in use name it and the setting that changes it")
  void portInUse() throws Exception {
    try (ServerSocket holder = new ServerSocket(ports[0], 1, InetAddress.getLoopbackAddress());
        Member member = start(0)) {
      assertTrue(holder.isBound());
      assertInstanceOf(ClusterException.class, member.failure());
      assertEquals(
          "can't listen on 127.0.0.1:"
              + ports[0]
              + " (Address already in use); choose another port with cluster.port"
              + " (STREAMPROC_CLUSTER_PORT)",
          member.failure().getMessage());
    }
  }

  @Test
  @DisplayName("use the next port of their range, and report a bus port in use")
  void nextPort() throws Exception {
    String port = "port=" + FreePorts.consecutive(2);
    try (ServerSocket holder = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        Member first = Member.start(name, port, "ports=2").up();
        Member second = Member.start(name, port, "ports=2").up()) {
      Member.awaitSize(2, first, second);
      try (Member third = start(1, "bus-port=" + holder.getLocalPort())) {
        assertEquals(
            "can't listen on 127.0.0.1:"
                + holder.getLocalPort()
                + " (Address already in use); choose another port with cluster.bus-port"
                + " (STREAMPROC_CLUSTER_BUS_PORT)",
            third.failure().getMessage());
      }
    }
  }

  @Test
  @DisplayName("that listen on all addresses are reached at their public address")
  void publicAddress() throws Exception {
    String[] everywhere = {"host=0.0.0.0", "public-host=127.0.0.1"};
    try (Member first = start(0, everywhere).up();
        Member second = start(1, everywhere).up().answering("a", "second")) {
      Member.awaitSize(2, first, second);
      first.awaitAnswer("a", "second");
    }
  }

  @Test
  @DisplayName(
      "without data wait for one with data, work like others, and write"
          + " their entries again after all data was lost")
  void lite() throws Exception {
    try (Member lite = start(0, "lite=true")) {
      Member.eventually(
          () -> lite.notReady().startsWith("waiting for a member that holds data"), lite::notReady);
      assertFalse(lite.hasJoined());
      try (Member data = start(1).up()) {
        lite.up().answering("a", "lite");
        data.awaitAnswer("a", "lite");
      }
      Member.awaitSize(1, lite);
      try (Member other = start(2).up()) {
        other.awaitAnswer("a", "lite");
      }
    }
  }
}
