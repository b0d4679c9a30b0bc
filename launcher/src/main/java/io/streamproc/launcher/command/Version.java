package io.streamproc.launcher.command;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Properties;
import picocli.CommandLine.IVersionProvider;

/** The version, which the build writes into {@code version.properties}. */
public final class Version implements IVersionProvider {
  @Override
  public String[] getVersion() {
    Properties built = load();
    return new String[] {
      "streamproc " + built.getProperty("version"),
      "Vert.x " + built.getProperty("vertx") + ", Kafka clients " + built.getProperty("kafka"),
      "Java " + Runtime.version()
    };
  }

  private static Properties load() {
    Properties properties = new Properties();
    try (InputStream in = Version.class.getResourceAsStream("version.properties")) {
      properties.load(in);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return properties;
  }
}
