package io.streamproc.launcher;

import io.streamproc.core.management.ManagementSettings;
import io.streamproc.core.settings.Settings;
import io.streamproc.embedded.EmbeddedPorts;
import io.streamproc.embedded.EmbeddedServerException;
import io.streamproc.embedded.EmbeddedServers;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * The whole pipeline in one JVM: embedded servers, and one node with all roles. Knows what settings
 * make the roles use those servers.
 */
final class LocalSystem {
  private static final String LOOPBACK = "127.0.0.1";

  private final LocalData data;
  private final EmbeddedPorts ports;
  private EmbeddedServers servers;
  private Node node;
  private boolean closed;

  /**
   * @param firstPort first of five ports, see {@link EmbeddedPorts}
   */
  LocalSystem(LocalData data, int firstPort) {
    this.data = data;
    this.ports = ports(firstPort);
  }

  /**
   * Starts everything and waits until every role works.
   *
   * @param source makes settings out of those that the embedded servers need; it is asked twice,
   *     the first time without the database's password, so that a bad setting is found before
   *     anything has started
   * @throws StartException if something can't start; then what did start has been stopped
   */
  void start(Function<Map<String, String>, Settings> source) {
    prepare(source.apply(reach(ports, "")));
    try {
      startServers();
      Prepared prepared = prepare(source.apply(reach(ports, servers.postgres().password())));
      startNode(prepared);
    } catch (EmbeddedServerException e) {
      close();
      throw new StartException(e.getMessage() + " (ports: --server-ports)", e);
    } catch (RuntimeException e) {
      close();
      throw e;
    }
  }

  private record Prepared(ManagementSettings management, List<RoleEntry.Prepared> roles) {}

  private static Prepared prepare(Settings settings) {
    List<RoleEntry.Prepared> roles = new ArrayList<>();
    Roles.ALL.forEach(role -> roles.add(role.prepare(settings)));
    Prepared prepared = new Prepared(ManagementSettings.read(settings), roles);
    settings.check();
    return prepared;
  }

  private static EmbeddedPorts ports(int first) {
    return new EmbeddedPorts(first, first + 1, first + 2, first + 3, first + 4);
  }

  /**
   * Settings by which anybody on this machine reaches the servers of a local system.
   *
   * @param firstPort as it was started with
   * @param password of its database
   */
  static Map<String, String> reach(int firstPort, String password) {
    return reach(ports(firstPort), password);
  }

  /**
   * The password of the database in that folder.
   *
   * @throws StartException if there is none: no system has ever run there
   */
  static String password(Path folder) {
    try {
      return EmbeddedServers.postgresPassword(folder);
    } catch (IOException e) {
      throw new StartException("no local system has run on " + folder.toAbsolutePath(), e);
    }
  }

  private static Map<String, String> reach(EmbeddedPorts ports, String password) {
    Map<String, String> all = new LinkedHashMap<>();
    all.put("kafka.bootstrap-servers", LOOPBACK + ":" + ports.kafka());
    all.put("timescale.host", LOOPBACK);
    all.put("timescale.port", Integer.toString(ports.postgres()));
    all.put("timescale.password", password);
    all.put("influx.url", "http://" + LOOPBACK + ":" + ports.questDbHttp());
    all.put("influx.dialect", "questdb");
    return all;
  }

  private void startServers() {
    EmbeddedServers started = EmbeddedServers.start(data.folder(), ports);
    synchronized (this) {
      if (closed) {
        started.close();
        throw new StartException("stopped while starting", null);
      }
      servers = started;
    }
  }

  private void startNode(Prepared prepared) {
    Node started = Node.start(prepared.management(), prepared.roles());
    synchronized (this) {
      node = started;
    }
    started.awaitStart();
  }

  /** Stops the roles, then the servers; blocks, bounded in time. May be called again. */
  synchronized void close() {
    closed = true;
    if (node != null) {
      node.close();
      node = null;
    }
    if (servers != null) {
      servers.close();
      servers = null;
    }
    data.release();
  }
}
