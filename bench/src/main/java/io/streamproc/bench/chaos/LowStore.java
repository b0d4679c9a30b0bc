package io.streamproc.bench.chaos;

import io.streamproc.testkit.FreePorts;
import io.streamproc.testkit.InfluxDbMain;
import io.streamproc.testkit.JavaProcess;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** The store of the low series in a run. */
enum LowStore {
  /** The embedded server. */
  QUESTDB {
    @Override
    ManagedProcess server(Path folder, Map<String, String> settings) {
      return null;
    }
  },

  /** Debian's InfluxDB, which must be installed. */
  INFLUXDB {
    @Override
    ManagedProcess server(Path folder, Map<String, String> settings) {
      int[] ports = FreePorts.several(2);
      settings.put("influx.url", "http://127.0.0.1:" + ports[0]);
      settings.put("influx.dialect", "influxql");
      // With a login, writes use a path that this version has. It does not check the login.
      settings.put("influx.user", "chaos");
      settings.put("influx.password", "chaos");
      return new ManagedProcess(
          "influxdb",
          () ->
              JavaProcess.start(
                  InfluxDbMain.class,
                  folder.resolve("influxdb.log"),
                  InfluxDbMain.READY,
                  List.of(),
                  folder.resolve("influxdb"),
                  ports[0],
                  ports[1]),
          null,
          null);
    }
  };

  /**
   * @param settings gets those of the roles that differ from those of the embedded servers
   * @return the server in addition to the embedded ones, or null
   */
  abstract ManagedProcess server(Path folder, Map<String, String> settings);
}
