package io.streamproc.core.http;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Set;

/** The names of this machine, without the help of a name server, which may be slow. */
final class MachineNames {
  private static final Path LINUX = Path.of("/proc/sys/kernel/hostname");

  private MachineNames() {}

  /**
   * @return names in lower case; one with a domain is included without it too; empty if unknown
   */
  static Set<String> read() {
    String name = name().strip().toLowerCase(Locale.ROOT);
    int dot = name.indexOf('.');
    return name.isEmpty()
        ? Set.of()
        : dot > 0 ? Set.of(name, name.substring(0, dot)) : Set.of(name);
  }

  private static String name() {
    try {
      return Files.isReadable(LINUX)
          ? Files.readString(LINUX)
          : InetAddress.getLocalHost().getHostName();
    } catch (IOException e) {
      return "";
    }
  }
}
