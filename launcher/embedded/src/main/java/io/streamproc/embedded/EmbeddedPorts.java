package io.streamproc.embedded;

import java.util.List;

/**
 * The ports of the embedded servers, all on 127.0.0.1. Ports are not stored: a data folder can be
 * started on other ports at any time.
 *
 * @param kafka for Kafka clients
 * @param kafkaController for connections of the broker to its controller
 * @param postgres for PostgreSQL clients
 * @param questDbHttp for the line protocol and for SQL over HTTP
 * @param questDbPg for SQL over the PostgreSQL wire
 */
public record EmbeddedPorts(
    int kafka, int kafkaController, int postgres, int questDbHttp, int questDbPg) {

  /**
   * @throws IllegalArgumentException unless all are different and between 1 and 65535
   */
  public EmbeddedPorts {
    List<Integer> all = List.of(kafka, kafkaController, postgres, questDbHttp, questDbPg);
    if (all.stream().anyMatch(port -> port < 1 || port > 65535)) {
      throw new IllegalArgumentException("ports must be between 1 and 65535: " + all);
    }
    if (all.stream().distinct().count() < all.size()) {
      throw new IllegalArgumentException("ports must all be different: " + all);
    }
  }

  /**
   * Returns five consecutive ports, in the order of the components.
   *
   * @throws IllegalArgumentException unless all are between 1 and 65535
   */
  public static EmbeddedPorts from(int first) {
    return new EmbeddedPorts(first, first + 1, first + 2, first + 3, first + 4);
  }

  /**
   * @param ports five, in the order of the components
   */
  public static EmbeddedPorts of(int[] ports) {
    return new EmbeddedPorts(ports[0], ports[1], ports[2], ports[3], ports[4]);
  }
}
