package io.streamproc.launcher.command;

import io.streamproc.launcher.process.BuildVersion;
import picocli.CommandLine.IVersionProvider;

/** The versions of StreamProc and of what it runs on. */
public final class Version implements IVersionProvider {
  @Override
  public String[] getVersion() {
    return new String[] {
      "streamproc " + BuildVersion.streamproc(),
      "Vert.x " + BuildVersion.vertx() + ", Kafka clients " + BuildVersion.kafka(),
      "Java " + Runtime.version()
    };
  }
}
