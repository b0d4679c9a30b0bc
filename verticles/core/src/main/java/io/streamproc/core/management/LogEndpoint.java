package io.streamproc.core.management;

import io.streamproc.core.http.Problem;
import io.streamproc.core.log.ProcessLog;
import io.streamproc.core.text.Printable;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonObject;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * {@code GET /log} lists the levels of loggers, {@code PUT /log?logger=NAME&level=LEVEL} changes
 * one.
 */
final class LogEndpoint {
  static final String PATH = "/log";

  private static final Logger LOG = LoggerFactory.getLogger(LogEndpoint.class);
  private static final int LONGEST = 200;

  private final Optional<ProcessLog> log;

  /**
   * @param log empty if its levels can't be changed
   */
  LogEndpoint(Optional<ProcessLog> log) {
    this.log = log;
  }

  void handle(HttpServerRequest request) {
    if (log.isEmpty()) {
      problem(501, "Not implemented", "the levels of this process's log can't be changed")
          .send(request.response());
    } else if (request.method() == HttpMethod.GET) {
      answer(request, log.get().levels());
    } else if (request.method() == HttpMethod.PUT) {
      change(request, log.get());
    } else {
      request.response().putHeader(HttpHeaders.ALLOW, "GET, PUT");
      problem(405, "Method not allowed", "GET lists the levels, PUT changes one")
          .send(request.response());
    }
  }

  private static void change(HttpServerRequest request, ProcessLog changed) {
    try {
      String logger = request.getParam("logger", "");
      String level = request.getParam("level", "");
      changed.level(logger, level);
      LOG.info("level of {} is now {}", logger, level);
      answer(request, changed.levels());
    } catch (IllegalArgumentException e) {
      problem(400, "Invalid logger or level", Printable.of(e.getMessage(), LONGEST))
          .send(request.response());
    }
  }

  private static Problem problem(int status, String title, String detail) {
    return new Problem(status, title, detail);
  }

  private static void answer(HttpServerRequest request, Map<String, String> levels) {
    JsonObject body = new JsonObject();
    new TreeMap<>(levels).forEach(body::put);
    request.response().putHeader(HttpHeaders.CONTENT_TYPE, "application/json").end(body.toBuffer());
  }
}
