package io.streamproc.launcher.process;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Properties;

/** The versions, which the build writes into {@code version.properties}. */
public final class BuildVersion {
  private BuildVersion() {}

  private static Properties load() {
    Properties properties = new Properties();
    try (InputStream in = BuildVersion.class.getResourceAsStream("version.properties")) {
      properties.load(in);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return properties;
  }

  /** The version of StreamProc. */
  public static String streamproc() {
    return load().getProperty("version");
  }

  /** The version of Vert.x. */
  public static String vertx() {
    return load().getProperty("vertx");
  }

  /** The version of Kafka's clients. */
  public static String kafka() {
    return load().getProperty("kafka");
  }
}
