package io.streamproc.system;

import io.streamproc.testkit.Eventually;
import io.streamproc.testkit.FreePorts;
import io.streamproc.testkit.JavaProcess;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;

/**
 * Roles as processes of one cluster, over the servers of a {@link Pipeline}; each where it is put,
 * which is this machine's loopback unless said otherwise.
 */
final class Cluster implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(90);
  private static final List<String> LISTENING = List.of("aggregator", "web-ui");
  private static final String LOOPBACK = "127.0.0.1";

  private final Path folder;
  private final Map<String, String> settings = new HashMap<>();
  private final Map<String, Member> members = new LinkedHashMap<>();

  /** A process with what is its own among the settings. */
  private static final class Member {
    private final String role;
    private final int management = FreePorts.one();
    private final int port = FreePorts.one();
    private final Map<String, String> own = new HashMap<>();
    private String host = LOOPBACK;
    private List<String> wrapper = List.of();
    private Streamproc process;

    private Member(String role) {
      this.role = role;
    }
  }

  /**
   * @param folder for logs
   * @param names of the processes: a role, or a role with {@code -2} behind it
   */
  Cluster(Path folder, Pipeline servers, String... names) {
    this.folder = folder;
    settings.putAll(servers.settings());
    settings.put("cluster.name", "test-" + UUID.randomUUID());
    settings.put("cluster.ports", "1");
    for (String name : names) {
      members.put(name, member(name));
    }
  }

  /**
   * Places a process elsewhere.
   *
   * @param host address that it listens on
   * @param wrapper see {@link JavaProcess#startUnder}
   * @param more settings with the servers' addresses from there
   */
  void place(String name, String host, List<String> wrapper, Map<String, String> more) {
    Member member = members.get(name);
    member.host = host;
    member.wrapper = wrapper;
    member.own.putAll(more);
    member.own.put("cluster.host", host);
    member.own.put("management.host", host);
    member.own.put("security.open", "true"); // of the machines in the test's own network
    if (LISTENING.contains(member.role)) {
      member.own.put(member.role + ".host", host);
    }
  }

  private static Member member(String name) {
    Member member = new Member(name.replace("-2", ""));
    member.own.put("cluster.port", Integer.toString(member.port));
    if (LISTENING.contains(member.role)) {
      member.own.put(member.role + ".port", Integer.toString(FreePorts.one()));
    }
    return member;
  }

  /** All of these at once; returns when they are ready. */
  void start(String... names) throws Exception {
    settings.put(
        "cluster.members",
        members.values().stream().map(m -> m.host + ":" + m.port).collect(Collectors.joining(",")));
    for (String name : names) {
      Member member = members.get(name);
      Map<String, String> all = new HashMap<>(settings);
      all.putAll(member.own);
      List<String> arguments = new ArrayList<>(Streamproc.run(all, member.management));
      arguments.addAll(List.of(member.role, "--cluster"));
      member.process =
          Streamproc.startUnder(member.wrapper, folder, member.role + " up", Map.of(), arguments);
    }
    awaitReady(names);
  }

  /** Starts it again if it is gone. */
  void revive(String name) throws Exception {
    if (!process(name).isAlive()) {
      start(name);
    }
  }

  void awaitReady(String... names) throws Exception {
    for (String name : names) {
      int code = Eventually.get(PATIENCE, () -> readiness(name), status -> status == 200);
      if (code != 200) {
        throw new IOException(name + " is not ready:\n" + members.get(name).process.output());
      }
    }
  }

  /** 200 only if it lacks nothing. */
  private int readiness(String name) throws InterruptedException {
    try {
      Member member = members.get(name);
      HttpResponse<String> answer = Streamproc.ready(member.host, member.management);
      return answer.body().contains("\"degraded\"") ? 0 : answer.statusCode();
    } catch (IOException e) {
      return 0;
    }
  }

  List<String> names() {
    return List.copyOf(members.keySet());
  }

  JavaProcess process(String name) {
    return members.get(name).process.process();
  }

  /** Where the process listens, of an aggregator or web-ui. */
  InetSocketAddress address(String name) {
    Member member = members.get(name);
    return new InetSocketAddress(
        member.host, Integer.parseInt(member.own.get(member.role + ".port")));
  }

  String url(String name) {
    InetSocketAddress address = address(name);
    return "http://" + address.getHostString() + ":" + address.getPort();
  }

  @Override
  public void close() {
    members.values().stream()
        .map(member -> member.process)
        .filter(process -> process != null)
        .forEach(Streamproc::close);
  }

  @Override
  public String toString() {
    return Arrays.toString(members.keySet().toArray());
  }
}
