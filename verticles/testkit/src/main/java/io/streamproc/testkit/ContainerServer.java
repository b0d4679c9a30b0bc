package io.streamproc.testkit;

import com.github.dockerjava.api.exception.NotFoundException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.function.Function;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.utility.DockerImageName;

/**
 * A server in a container, for versions that can't be installed. Images are never pulled: a test
 * whose image is not on this machine is skipped and prints how to get it. The environment variable
 * {@code STREAMPROC_TEST_IMAGE_TIMESCALE} and so on, or the system property {@code
 * streamproc.test.image.timescale}, selects another image.
 */
public final class ContainerServer {
  /** The search for an engine takes more than a second, so it is made once. */
  private static final class Engine {
    static final boolean REACHABLE = DockerClientFactory.instance().isDockerAvailable();
  }

  private ContainerServer() {}

  /**
   * Starts it, or skips the test.
   *
   * @param name suffix of the image's variable, in lower case
   * @param image the default
   * @param make sets environment, command, port, and the condition to wait for
   * @return the running container, which the caller stops
   */
  public static <C extends GenericContainer<?>> C require(
      String name, String image, Function<DockerImageName, C> make) {
    String chosen = imageOf(name, image);
    String what = "container " + name;
    String missing = "docker pull " + chosen + ", or name another in " + variable(name);
    Skipped.unless(!isMissing(chosen), what, missing);
    Skipped.unless(Engine.REACHABLE, what, "no container engine reachable");
    Skipped.unless(isHere(chosen), what, missing);
    C container = make.apply(DockerImageName.parse(chosen).asCompatibleSubstituteFor(image));
    container.start();
    return container;
  }

  private static String imageOf(String name, String fallback) {
    String variable = System.getenv(variable(name));
    return System.getProperty(
        "streamproc.test.image." + name, variable == null ? fallback : variable);
  }

  private static String variable(String name) {
    return "STREAMPROC_TEST_IMAGE_" + name.toUpperCase(Locale.ROOT);
  }

  /**
   * Whether the container command line reports that the image is missing. It is checked first,
   * because Testcontainers may pull its own images just to find a container engine.
   */
  private static boolean isMissing(String image) {
    try {
      Process docker =
          new ProcessBuilder("docker", "image", "inspect", image).redirectErrorStream(true).start();
      String said = new String(docker.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      return docker.waitFor() != 0 && said.contains("No such image");
    } catch (IOException e) {
      return false; // possibly another engine
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  private static boolean isHere(String image) {
    try {
      DockerClientFactory.lazyClient().inspectImageCmd(image).exec();
      return true;
    } catch (NotFoundException e) {
      return false;
    }
  }
}
