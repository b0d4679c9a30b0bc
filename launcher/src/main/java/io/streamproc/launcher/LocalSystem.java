package io.streamproc.launcher;

import io.streamproc.core.management.ManagementSettings;
import io.streamproc.core.settings.Settings;
import io.streamproc.embedded.EmbeddedPortInUseException;
import io.streamproc.embedded.EmbeddedServerException;
import io.streamproc.embedded.EmbeddedServers;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The whole pipeline in one JVM: embedded servers, and one node with all roles. Knows what settings
 * make the roles use those servers.
 */
final class LocalSystem {
  private static final Logger LOG = LoggerFactory.getLogger(LocalSystem.class);
  private static final String LOOPBACK = "127.0.0.1";

  private final LocalData data;
  private final LocalPorts ports;
  private EmbeddedServers servers;
  private Node node;
  private volatile boolean closed;

  LocalSystem(LocalData data, LocalPorts ports) {
    this.data = data;
    this.ports = ports;
  }

  /** Declares every setting that a local system reads. */
  static void declareAll(Settings settings) {
    Roles.declareAll(settings);
  }

  /**
   * Starts everything and waits until every role works.
   *
   * @param source makes settings out of those that the embedded servers need and of those that
   *     nothing may override
   * @throws StartException if something can't start; then what did start has been stopped
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
    }
  }

  /** Holds the monitor all the time, so that a stop comes when there is something to stop. */
  private synchronized void startServers() {
    requireOpen();
    EmbeddedServers.requireUnused(data.folder());
    ports.requireFree();
    LOG.info("starting Kafka, PostgreSQL and QuestDB on {}", data.folder());
    servers = EmbeddedServers.start(data.folder(), ports.servers());
  }

  private synchronized Node startNode(Settings settings) {
    requireOpen();
    Roles.declareAll(settings);
    List<RoleEntry.Prepared> roles = Roles.prepareAll(settings);
    ManagementSettings management = ManagementSettings.read(settings);
    settings.check();
    LOG.debug("settings: {}", settings.changed());
    node = Node.start(management, roles);
    return node;
  }

  private void requireOpen() {
    if (closed) {
      throw new StartException("stopped while starting", null);
    }
  }

  /** Settings by which every role reaches the embedded servers, and the producer the API. */
  private Map<String, String> reach() {
    Map<String, String> all = new LinkedHashMap<>();
    all.put("kafka.bootstrap-servers", servers.kafka().bootstrapServers());
    all.put("timescale.host", servers.postgres().host());
    all.put("timescale.port", Integer.toString(servers.postgres().port()));
    all.put("timescale.user", servers.postgres().user());
    all.put("timescale.database", servers.postgres().database());
    all.put("timescale.password", servers.postgres().password());
    all.put("influx.url", "http://" + LOOPBACK + ":" + servers.questDb().httpPort());
    all.put("influx.dialect", "questdb");
    all.put("event-producer.url", ports.url("event-api"));
    // With the data that it is about: who deletes the one deletes the other.
    all.put("event-producer.replay-state", data.folder().resolve("replayed").toString() + '/');
    return all;
  }

  /**
   * Stops the roles, then the servers; blocks, bounded in time, while servers start as well. May be
   * called again.
   */
  void close() {
    closed = true;
    synchronized (this) {
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
