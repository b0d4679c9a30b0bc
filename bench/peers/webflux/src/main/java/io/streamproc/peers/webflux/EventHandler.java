package io.streamproc.peers.webflux;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectWriter;
import java.nio.charset.StandardCharsets;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.kafka.core.KafkaTemplate;
import org.springframework.web.reactive.function.server.ServerRequest;
import org.springframework.web.reactive.function.server.ServerResponse;
import reactor.core.publisher.Mono;

/** Sends the event of a request to Kafka, and answers after the acknowledgement. */
final class EventHandler {
  private static final byte[] ACCEPTED = "{\"accepted\":1}".getBytes(StandardCharsets.US_ASCII);

  private final KafkaTemplate<byte[], byte[]> kafka;
  private final ObjectWriter json;
  private final String topic;

  EventHandler(KafkaTemplate<byte[], byte[]> kafka, ObjectWriter json, String topic) {
    this.kafka = kafka;
    this.json = json;
    this.topic = topic;
  }

  /** A body that is no JSON object gets its 400 from Spring. */
  Mono<ServerResponse> accept(ServerRequest request) {
    return request.bodyToMono(PostedEvent.class).flatMap(this::send).switchIfEmpty(refused());
  }

  private Mono<ServerResponse> send(PostedEvent event) {
    if (event.amount() == null || !Double.isFinite(event.amount())) {
      return refused();
    }
    byte[] value = encode(new StoredEvent(event.amount(), System.currentTimeMillis()));
    return Mono.fromFuture(kafka.send(topic, value)).flatMap(sent -> accepted());
  }

  private byte[] encode(StoredEvent event) {
    try {
      return json.writeValueAsBytes(event);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e); // two numbers can always be written
    }
  }

  private static Mono<ServerResponse> accepted() {
    return ServerResponse.status(HttpStatus.ACCEPTED)
        .contentType(MediaType.APPLICATION_JSON)
        .bodyValue(ACCEPTED);
  }

  private static Mono<ServerResponse> refused() {
    return ServerResponse.badRequest().build();
  }
}
