package io.streamproc.launcher.local;

import io.streamproc.core.role.ProcessSettings;
import io.streamproc.core.role.RoleContext;
import io.streamproc.core.settings.Settings;
import io.streamproc.embedded.EmbeddedPortInUseException;
import io.streamproc.embedded.EmbeddedServerException;
import io.streamproc.embedded.EmbeddedServers;
import io.streamproc.launcher.node.Node;
import io.streamproc.launcher.node.PreparedRole;
import io.streamproc.launcher.node.RoleTable;
import io.streamproc.launcher.process.StartException;
import io.streamproc.launcher.settings.AllSettings;
import io.streamproc.launcher.settings.LocalSettings;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The whole pipeline in one JVM: the embedded servers, and a node with all roles that use them. */
final class LocalSystem {
  private static final Logger LOG = LoggerFactory.getLogger(LocalSystem.class);

  private final LocalData data;
  private final LocalPorts ports;
  private EmbeddedServers servers;
  private final Consumer<String> failed;
  private Node node;
  private DiskGuard guard;
  private volatile boolean closed;

  /**
   * @param failed called on any thread with the reason if an embedded server ends unexpectedly
   */
  LocalSystem(LocalData data, LocalPorts ports, Consumer<String> failed) {
    this.data = data;
    this.ports = ports;
    this.failed = failed;
  }

  /**
   * Starts everything and waits until every role works.
   *
   * @param source creates the settings from those of the embedded servers, which the user can
   *     override, and from those that nothing can override
   * @throws StartException if something can't start; everything that has started is stopped
   */
  void start(BiFunction<Map<String, String>, Map<String, String>, Settings> source) {
    try {
      startServers();
      startNode(source.apply(reach(), ports.settings())).awaitStart();
    } catch (EmbeddedPortInUseException e) {
      close();
      throw new StartException(e.getMessage() + " with --server-ports", e);
    } catch (EmbeddedServerException e) {
      close();
      throw new StartException(e.getMessage(), e);
    } catch (RuntimeException e) {
      close();
      throw e;
    } catch (OutOfMemoryError e) { // no thread, no heap or no metaspace left
      close();
      String why = EmbeddedServers.explain(data.folder(), e).orElse(e.toString());
      throw new StartException("can't start: " + why, e);
    }
  }

  /** Holds the monitor, so that a stop waits until there is something to stop. */
  private synchronized void startServers() {
    requireOpen();
    EmbeddedServers.requireUnused(data.folder());
    ports.requireFree();
    LOG.info("starting Kafka, PostgreSQL and QuestDB on {}", data.folder());
    servers =
        EmbeddedServers.start(data.folder(), ports.servers(), e -> failed.accept(e.getMessage()));
  }

  private synchronized Node startNode(Settings settings) {
    requireOpen();
    AllSettings.declare(settings);
    List<PreparedRole> roles = RoleTable.discover().prepare(settings);
    ProcessSettings process = ProcessSettings.read(settings);
    LocalSettings local = LocalSettings.read(settings);
    settings.check();
    LOG.debug("settings: {}", settings.changed());
    node = Node.start(process, roles);
    guard = guard(local.minFree(), node.context());
    return node;
  }

  private DiskGuard guard(int minFree, RoleContext context) {
    Path folder = data.folder();
    return new DiskGuard(
            folder,
            minFree,
            () -> EmbeddedServers.freeBytes(folder),
            context.intake(),
            context.health().part("disk"))
        .start();
  }

  private void requireOpen() {
    if (closed) {
      throw new StartException("stopped while starting", null);
    }
  }

  /** Settings with the addresses of the embedded servers and of the roles. */
  private Map<String, String> reach() {
    Map<String, String> all = new LinkedHashMap<>(servers.settings());
    all.putAll(ports.urls());
    // In the data folder, so that position and data are deleted together.
    all.put("event-producer.control", "true");
    all.put("event-producer.replay-state", data.folder().resolve("replayed").toString() + '/');
    return all;
  }

  /**
   * Stops the roles, then the servers; blocks with a time limit, also while servers are starting.
   * Can be called several times.
   */
  void close() {
    closed = true;
    synchronized (this) {
      if (guard != null) {
        guard.close();
        guard = null;
      }
      if (node != null) {
        node.close();
        node = null;
      }
      if (servers != null) {
        LOG.info("stopping QuestDB, PostgreSQL and Kafka");
        servers.close();
        servers = null;
        LOG.info("stopped; data: {}", data);
      }
      data.release();
    }
  }
}
