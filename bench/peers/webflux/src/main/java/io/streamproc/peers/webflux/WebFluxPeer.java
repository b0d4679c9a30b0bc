package io.streamproc.peers.webflux;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.http.MediaType;
import org.springframework.kafka.core.KafkaTemplate;
import org.springframework.web.reactive.function.server.RequestPredicates;
import org.springframework.web.reactive.function.server.RouterFunction;
import org.springframework.web.reactive.function.server.RouterFunctions;
import org.springframework.web.reactive.function.server.ServerResponse;

/**
 * {@code POST /events} as event-api answers it, with Spring WebFlux and Spring for Kafka. Its
 * arguments are those of Spring Boot; it ends with its parent.
 */
@SpringBootConfiguration(proxyBeanMethods = false)
@EnableAutoConfiguration
public class WebFluxPeer {
  /** Printed when it listens. */
  static final String READY = "WebFlux is ready";

  public static void main(String[] args) throws IOException {
    SpringApplication.run(WebFluxPeer.class, args);
    System.out.println(READY);
    while (System.in.read() >= 0) {
      continue;
    }
    System.exit(0);
  }

  @Bean
  RouterFunction<ServerResponse> routes(
      KafkaTemplate<byte[], byte[]> kafka,
      ObjectMapper json,
      @Value("${peer.topic}") String topic) {
    EventHandler handler = new EventHandler(kafka, json.writerFor(StoredEvent.class), topic);
    return RouterFunctions.route(
        RequestPredicates.POST("/events")
            .and(RequestPredicates.contentType(MediaType.APPLICATION_JSON)),
        handler::accept);
  }
}
