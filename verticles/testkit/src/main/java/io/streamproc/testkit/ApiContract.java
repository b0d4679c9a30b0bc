package io.streamproc.testkit;

import io.vertx.core.Vertx;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.Json;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.json.schema.Draft;
import io.vertx.json.schema.JsonSchema;
import io.vertx.json.schema.JsonSchemaOptions;
import io.vertx.json.schema.OutputUnit;
import io.vertx.json.schema.SchemaRepository;
import io.vertx.json.schema.Validator;
import io.vertx.openapi.contract.OpenAPIVersion;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/**
 * The description of the API, {@code openapi.yaml} on the class path, as one of the servers has to
 * fulfil it. Checks the requests and responses of tests, and remembers which statuses it has seen.
 * Thread-safe.
 */
public final class ApiContract {
  private static final String BASE = "https://streamproc.invalid/";
  private static final Set<String> METHODS =
      Set.of("get", "head", "post", "put", "delete", "options", "patch", "trace");

  /** Statuses with which any server may refuse a request before it looks at the method. */
  private static final Set<Integer> BEFORE_METHOD = Set.of(400, 401, 403, 408, 414, 421, 429, 431);

  /** Statuses for a head that can't be read, so that the server may not know the method. */
  private static final Set<Integer> UNREAD = Set.of(414, 431);

  private final String server;
  private final JsonObject document;
  private final Map<String, Set<Integer>> seen = new TreeMap<>();

  private ApiContract(String server, JsonObject document) {
    this.server = server;
    this.document = document;
  }

  /**
   * @param server the description of one of the document's servers, such as {@code web-ui}
   */
  public static ApiContract of(String server) {
    return new ApiContract(server, (JsonObject) inline(read(), read()));
  }

  /** The document as it is, with its references. */
  public static JsonObject read() {
    try (InputStream in = ApiContract.class.getResourceAsStream("/openapi.yaml")) {
      Yaml yaml = new Yaml(new SafeConstructor(new LoaderOptions()));
      Map<String, Object> root = yaml.load(in);
      return new JsonObject(new JsonObject(root).encode()); // a copy: YAML shares aliased nodes
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** What is wrong with the document by the JSON schema of OpenAPI 3.1; empty if it is valid. */
  public static List<String> problemsOfDocument(Vertx vertx) {
    try {
      SchemaRepository schemas =
          OpenAPIVersion.V3_1.getRepository(vertx, BASE).await(20, TimeUnit.SECONDS);
      OutputUnit result =
          OpenAPIVersion.V3_1.validateContract(vertx, schemas, read()).await(20, TimeUnit.SECONDS);
      return result.getValid() ? List.of() : errors(result);
    } catch (Exception e) {
      return List.of(e.toString());
    }
  }

  /** Replaces the references in a part of the document by what they refer to. */
  private static Object inline(Object part, JsonObject root) {
    if (part instanceof JsonArray array) {
      return new JsonArray(array.stream().map(one -> inline(one, root)).toList());
    }
    if (!(part instanceof JsonObject object)) {
      return part;
    }
    if (object.getValue("$ref") instanceof String ref) {
      Object target = root;
      for (String name : ref.substring(2).split("/", -1)) {
        target = ((JsonObject) target).getValue(name);
      }
      if (target == null) {
        throw new IllegalArgumentException("there is no " + ref);
      }
      return inline(target, root);
    }
    JsonObject copy = new JsonObject();
    object.forEach(entry -> copy.put(entry.getKey(), inline(entry.getValue(), root)));
    return copy;
  }

  /** The statuses of each operation of the server, by operation id. */
  public Map<String, Set<Integer>> documented() {
    Map<String, Set<Integer>> statuses = new TreeMap<>();
    for (String path : document.getJsonObject("paths").fieldNames()) {
      for (String method : document.getJsonObject("paths").getJsonObject(path).fieldNames()) {
        JsonObject operation = operation(method, path);
        if (operation != null) {
          statuses.put(operation.getString("operationId"), statuses(operation));
        }
      }
    }
    return statuses;
  }

  /** The id of an operation of the server. */
  public String id(String method, String path) {
    return operation(method, path).getString("operationId");
  }

  private static Set<Integer> statuses(JsonObject operation) {
    return operation.getJsonObject("responses").fieldNames().stream()
        .map(Integer::valueOf)
        .collect(Collectors.toCollection(TreeSet::new));
  }

  /** The statuses that responses to checked requests had, by operation id. */
  public synchronized Map<String, Set<Integer>> seen() {
    Map<String, Set<Integer>> copy = new TreeMap<>();
    seen.forEach((operation, statuses) -> copy.put(operation, new TreeSet<>(statuses)));
    return copy;
  }

  private synchronized void remember(JsonObject operation, int status) {
    seen.computeIfAbsent(operation.getString("operationId"), id -> new TreeSet<>()).add(status);
  }

  /** The operation of the server; null if it has none. */
  private JsonObject operation(String method, String path) {
    JsonObject item = document.getJsonObject("paths").getJsonObject(path);
    String name = method.toLowerCase(Locale.ROOT);
    if (item == null || !METHODS.contains(name) || !item.containsKey(name)) {
      return null;
    }
    JsonObject operation = item.getJsonObject(name);
    JsonArray servers =
        Stream.of(operation, item, document)
            .filter(level -> level.containsKey("servers"))
            .findFirst()
            .orElseThrow()
            .getJsonArray("servers");
    boolean serves =
        servers.stream()
            .anyMatch(one -> server.equals(((JsonObject) one).getString("description")));
    return serves ? operation : null;
  }

  /** Whether any operation of the server has the path. */
  private boolean isDocumented(String path) {
    return METHODS.stream().anyMatch(method -> operation(method, path) != null);
  }

  /**
   * Checks a response, and the request if it was successful.
   *
   * @throws AssertionError with everything that differs from the document
   */
  public void check(Exchange exchange) {
    List<String> problems = problems(exchange);
    if (!problems.isEmpty()) {
      throw new AssertionError(exchange.line() + " differs from openapi.yaml: " + problems);
    }
  }

  private List<String> problems(Exchange exchange) {
    String path = exchange.path();
    JsonObject operation = operation(exchange.method(), path);
    if (operation == null && exchange.method().equals("HEAD")) {
      operation = operation("GET", path);
    }
    if (operation != null) {
      return problems(exchange, operation);
    }
    if (isDocumented(path)) {
      return exchange.status() == 405
          ? response(exchange, component("MethodNotAllowed"))
          : unless(BEFORE_METHOD.contains(exchange.status()), "405 expected");
    }
    return path.startsWith("/api/")
        ? unless(exchange.status() == 404 || BEFORE_METHOD.contains(exchange.status()), "no 404")
        : List.of();
  }

  private static List<String> unless(boolean condition, String problem) {
    return condition ? List.of() : List.of(problem);
  }

  private JsonObject component(String name) {
    return document.getJsonObject("components").getJsonObject("responses").getJsonObject(name);
  }

  private List<String> problems(Exchange exchange, JsonObject operation) {
    JsonObject response =
        operation.getJsonObject("responses").getJsonObject(Integer.toString(exchange.status()));
    if (response == null) {
      return List.of("undocumented status " + exchange.status() + " " + exchange.body());
    }
    remember(operation, exchange.status());
    List<String> problems = new ArrayList<>(response(exchange, response));
    if (exchange.status() < 400) {
      problems.addAll(request(exchange, operation));
    }
    return problems;
  }

  private static List<String> response(Exchange exchange, JsonObject response) {
    List<String> problems = new ArrayList<>();
    JsonObject headers = response.getJsonObject("headers", new JsonObject());
    for (String name : headers.fieldNames()) {
      JsonObject header = headers.getJsonObject(name);
      String value = exchange.responseHeader(name);
      if (value != null) {
        problems.addAll(invalid("header " + name, header.getJsonObject("schema"), value));
      } else if (header.getBoolean("required", false)) {
        problems.add("no header " + name);
      }
    }
    JsonObject content = response.getJsonObject("content");
    boolean head = exchange.method().equals("HEAD");
    if (head && UNREAD.contains(exchange.status())) {
      return problems;
    }
    if (head || content == null) {
      problems.addAll(unless(exchange.body().isEmpty(), "content: " + exchange.body()));
    } else {
      String type = exchange.responseHeader("Content-Type");
      problems.addAll(body("response", content, type, exchange.body()));
    }
    return problems;
  }

  private List<String> request(Exchange exchange, JsonObject operation) {
    List<String> problems = new ArrayList<>();
    Map<String, String> query = exchange.query();
    Set<String> known = new TreeSet<>();
    for (JsonObject parameter : parameters(exchange.path(), operation)) {
      String name = parameter.getString("name");
      boolean inQuery = parameter.getString("in").equals("query");
      String value = inQuery ? query.get(name) : exchange.requestHeader(name);
      if (inQuery) {
        known.add(name);
      }
      if (value != null) {
        problems.addAll(invalid("parameter " + name, parameter.getJsonObject("schema"), value));
      }
    }
    query.keySet().stream()
        .filter(name -> !known.contains(name))
        .forEach(name -> problems.add("undocumented parameter " + name));
    JsonObject body = operation.getJsonObject("requestBody");
    if (body != null && exchange.requestBody() != null) {
      String type = exchange.requestHeader("Content-Type");
      problems.addAll(
          body(
              "request",
              body.getJsonObject("content"),
              type == null ? "text/plain" : type,
              exchange.requestBody()));
    }
    return problems;
  }

  private List<JsonObject> parameters(String path, JsonObject operation) {
    JsonArray none = new JsonArray();
    JsonObject item = document.getJsonObject("paths").getJsonObject(path);
    return Stream.of(item, operation)
        .flatMap(level -> level.getJsonArray("parameters", none).stream())
        .map(JsonObject.class::cast)
        .toList();
  }

  private static List<String> body(String what, JsonObject content, String type, String body) {
    String mediaType =
        type == null ? "none" : type.split(";", 2)[0].strip().toLowerCase(Locale.ROOT);
    JsonObject declared = content.getJsonObject(mediaType);
    if (declared == null) {
      return List.of(what + " of the undocumented type " + mediaType + ": " + body);
    }
    try {
      JsonObject schema = declared.getJsonObject("schema");
      boolean text = "string".equals(schema.getValue("type"));
      return invalid(what, schema, text ? body : Json.decodeValue(body));
    } catch (DecodeException e) {
      return List.of(what + " is no JSON: " + body);
    }
  }

  /**
   * Checks a value, such as the data of an event, against one of the document's schemas.
   *
   * @throws AssertionError with everything that is wrong
   */
  public void checkSchema(String name, Object value) {
    JsonObject schemas = document.getJsonObject("components").getJsonObject("schemas");
    List<String> problems = invalid(name, schemas.getJsonObject(name), value);
    if (!problems.isEmpty()) {
      throw new AssertionError(problems + " in " + value);
    }
  }

  /** The validator writes into the schema, so it gets a copy. */
  private static List<String> invalid(String what, JsonObject schema, Object value) {
    JsonSchemaOptions options =
        new JsonSchemaOptions().setBaseUri(BASE).setDraft(Draft.DRAFT202012);
    OutputUnit result = Validator.create(JsonSchema.of(schema.copy()), options).validate(value);
    return result.getValid()
        ? List.of()
        : errors(result).stream().map(error -> what + ": " + error).toList();
  }

  private static List<String> errors(OutputUnit result) {
    return result.getErrors() == null
        ? List.of(String.valueOf(result.getError()))
        : result.getErrors().stream()
            .map(error -> error.getInstanceLocation() + ": " + error.getError())
            .toList();
  }
}
