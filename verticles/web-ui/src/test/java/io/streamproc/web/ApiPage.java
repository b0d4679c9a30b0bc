package io.streamproc.web;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Writes the description of the API as a page of plain HTML. */
final class ApiPage {
  private static final List<String> METHODS = List.of("get", "head", "post", "options");

  private final JsonObject document;
  private final StringBuilder out = new StringBuilder();

  private ApiPage(JsonObject document) {
    this.document = document;
  }

  static String of(JsonObject document) {
    ApiPage page = new ApiPage(document);
    page.write();
    return page.out.toString();
  }

  private void write() {
    JsonObject info = document.getJsonObject("info");
    out.append(
        """
        <!doctype html>
        <!-- Written from openapi.yaml by ApiPageTest; its -Dgolden.update=true writes it again. -->
        <html lang="en">
        <head>
          <meta charset="utf-8">
          <meta name="viewport" content="width=device-width, initial-scale=1">
          <meta name="color-scheme" content="light dark">
          <title>StreamProc: API</title>
          <link rel="icon" href="icon.svg" type="image/svg+xml">
          <link rel="stylesheet" href="openapi.css">
        </head>
        <body>
        <main>
        <h1>API</h1>
        """);
    out.append("<p>").append(text(info.getString("summary"))).append(" For programs: ");
    out.append(
        "<a href=\"openapi.yaml\">openapi.yaml</a> (OpenAPI 3.1). <a href=\"./\">The chart</a>");
    out.append("</p>\n").append(paragraphs(info.getString("description")));
    contents();
    each((path, item) -> each(item, (method, one) -> operation(path, method, item, one)));
    out.append("<h2 id=\"schemas\">Schemas</h2>\n");
    JsonObject schemas = document.getJsonObject("components").getJsonObject("schemas");
    for (String name : schemas.fieldNames()) {
      out.append("<h3 id=\"schema-").append(name).append("\">").append(name).append("</h3>\n<pre>");
      out.append(escaped(schemas.getJsonObject(name).encodePrettily())).append("</pre>\n");
    }
    out.append("</main>\n</body>\n</html>\n");
  }

  private interface Visitor {
    void visit(String name, JsonObject value);
  }

  private void each(Visitor visitor) {
    JsonObject paths = document.getJsonObject("paths");
    paths.fieldNames().forEach(path -> visitor.visit(path, paths.getJsonObject(path)));
  }

  private static void each(JsonObject item, Visitor visitor) {
    METHODS.stream()
        .filter(item::containsKey)
        .forEach(method -> visitor.visit(method, item.getJsonObject(method)));
  }

  private void contents() {
    out.append("<nav aria-label=\"Operations\">\n<ul>\n");
    each(
        (path, item) ->
            each(
                item,
                (method, one) ->
                    out.append("<li><a href=\"#")
                        .append(one.getString("operationId"))
                        .append("\"><code>")
                        .append(title(method, path))
                        .append("</code></a> ")
                        .append(text(one.getString("summary")))
                        .append("</li>\n")));
    out.append("<li><a href=\"#schemas\">Schemas</a></li>\n</ul>\n</nav>\n");
  }

  private static String title(String method, String path) {
    return method.toUpperCase(Locale.ROOT) + " " + path;
  }

  private void operation(String path, String method, JsonObject item, JsonObject one) {
    out.append("<section id=\"").append(one.getString("operationId")).append("\">\n<h2><code>");
    out.append(title(method, path)).append("</code></h2>\n<p>");
    out.append(text(one.getString("summary"))).append(" Served by ");
    JsonArray servers =
        one.getJsonArray("servers", item.getJsonArray("servers", document.getJsonArray("servers")));
    out.append(join(servers, server -> text(server.getString("description")))).append(".</p>\n");
    out.append(paragraphs(one.getString("description", "")));
    JsonArray parameters = new JsonArray();
    parameters.addAll(item.getJsonArray("parameters", new JsonArray()));
    parameters.addAll(one.getJsonArray("parameters", new JsonArray()));
    parameters(parameters);
    if (one.containsKey("requestBody")) {
      JsonObject body = one.getJsonObject("requestBody");
      out.append("<h3>Body</h3>\n<p>").append(text(body.getString("description")));
      out.append("</p>\n<ul>\n");
      body.getJsonObject("content")
          .forEach(type -> out.append("<li>").append(media(type)).append("</li>\n"));
      out.append("</ul>\n");
    }
    responses(one.getJsonObject("responses"));
    out.append("</section>\n");
  }

  private void parameters(JsonArray parameters) {
    if (parameters.isEmpty()) {
      return;
    }
    out.append("<h3>Parameters</h3>\n<table>\n<tr><th>name</th><th>in</th><th>meaning</th>");
    out.append("<th>values</th></tr>\n");
    for (Object given : parameters) {
      JsonObject parameter = resolve((JsonObject) given);
      row(
          "<code>" + parameter.getString("name") + "</code>",
          parameter.getString("in"),
          text(parameter.getString("description")),
          values(parameter.getJsonObject("schema")));
    }
    out.append("</table>\n");
  }

  private void responses(JsonObject responses) {
    out.append("<h3>Responses</h3>\n<table>\n<tr><th>status</th><th>meaning</th>");
    out.append("<th>header fields</th><th>content</th></tr>\n");
    for (String status : responses.fieldNames()) {
      JsonObject response = resolve(responses.getJsonObject(status));
      JsonObject none = new JsonObject();
      row(
          status,
          text(response.getString("description")),
          String.join(
              "<br>",
              response.getJsonObject("headers", none).fieldNames().stream()
                  .map(name -> "<code>" + name + "</code>")
                  .toList()),
          response.getJsonObject("content", none).stream()
              .map(this::media)
              .collect(Collectors.joining("<br>")));
    }
    out.append("</table>\n");
  }

  private void row(String... cells) {
    out.append("<tr>");
    for (String cell : cells) {
      out.append("<td>").append(cell).append("</td>");
    }
    out.append("</tr>\n");
  }

  private String media(Map.Entry<String, Object> type) {
    JsonObject schema = ((JsonObject) type.getValue()).getJsonObject("schema");
    return "<code>" + type.getKey() + "</code> " + values(schema);
  }

  private String values(JsonObject schema) {
    if (schema.getValue("$ref") instanceof String ref) {
      String name = ref.substring(ref.lastIndexOf('/') + 1);
      return "<a href=\"#schema-" + name + "\">" + name + "</a>";
    }
    String values =
        schema.containsKey("enum")
            ? schema.getJsonArray("enum").stream()
                .map(value -> "<code>" + value + "</code>")
                .collect(Collectors.joining(" "))
            : text(schema.getString("description", ""));
    Object standard = schema.getValue("default");
    return standard == null ? values : values + ", default <code>" + standard + "</code>";
  }

  private JsonObject resolve(JsonObject part) {
    if (!(part.getValue("$ref") instanceof String ref)) {
      return part;
    }
    JsonObject target = document;
    for (String name : ref.substring(2).split("/", -1)) {
      target = target.getJsonObject(name);
    }
    return target;
  }

  private static String join(JsonArray parts, Function<JsonObject, String> name) {
    return parts.stream().map(JsonObject.class::cast).map(name).collect(Collectors.joining(", "));
  }

  private static String paragraphs(String markdown) {
    return markdown.isBlank()
        ? ""
        : List.of(markdown.strip().split("\n\n", -1)).stream()
            .map(paragraph -> "<p>" + text(paragraph) + "</p>\n")
            .collect(Collectors.joining());
  }

  /** The only markup in the descriptions is code in backticks. */
  private static String text(String markdown) {
    return escaped(markdown.strip()).replaceAll("`([^`]*)`", "<code>$1</code>");
  }

  private static String escaped(String text) {
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
  }
}
