package io.streamproc.stores;

import com.github.dockerjava.api.exception.NotFoundException;
import io.streamproc.stores.SharedServer.Running;
import io.streamproc.testkit.Skipped;
import java.util.Locale;
import java.util.function.UnaryOperator;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.utility.DockerImageName;

/**
 * A server in a container, for versions that can't be installed. Nothing is pulled: a test whose
 * image is not on this machine is skipped and says how to get it. Another image is named by {@code
 * STREAMPROC_TEST_IMAGE_TIMESCALE} and so on in the environment, or by the system property {@code
 * streamproc.test.image.timescale}.
 */
final class ContainerServer {
  private ContainerServer() {}

  /**
   * @param name what the image's variable ends with, in lower case
   * @param image the default
   * @param setUp environment, command, port, and what to wait for
   */
  static SharedServer<GenericContainer<?>> of(
      String name, String image, UnaryOperator<GenericContainer<?>> setUp) {
    return new SharedServer<>("container " + name, () -> start(name, imageOf(name, image), setUp));
  }

  private static String imageOf(String name, String fallback) {
    String variable = System.getenv(variable(name));
    return System.getProperty(
        "streamproc.test.image." + name, variable == null ? fallback : variable);
  }

  private static String variable(String name) {
    return "STREAMPROC_TEST_IMAGE_" + name.toUpperCase(Locale.ROOT);
  }

  private static Running<GenericContainer<?>> start(
      String name, String image, UnaryOperator<GenericContainer<?>> setUp) {
    String what = "container " + name;
    Skipped.unless(
        DockerClientFactory.instance().isDockerAvailable(), what, "no container engine reachable");
    Skipped.unless(
        isHere(image), what, "docker pull " + image + ", or name another in " + variable(name));
    GenericContainer<?> container =
        setUp.apply(new GenericContainer<>(DockerImageName.parse(image)));
    container.start();
    return new Running<>(container, container::stop);
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
