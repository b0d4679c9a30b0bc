package io.streamproc.web;

import io.streamproc.core.api.EntityTag;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;
import java.io.IOException;
import java.io.InputStream;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * Serves the page from {@code webroot/} on the class path, and {@code /vendor/*} from {@code
 * webroot/vendor/} or the WebJars. Files are cached in memory. The ETag is a hash of the content,
 * because builds are reproducible and all files have the same timestamp. Nothing is unpacked to a
 * temporary folder, so the container can be read-only.
 */
final class StaticFiles implements Handler<RoutingContext> {
  private static final Pattern PLAIN = Pattern.compile("(/[A-Za-z0-9_-][A-Za-z0-9._-]*)+");
  private static final String VENDOR = "/vendor/";
  private static final String WEBJARS = "META-INF/resources/webjars/";
  private static final Map<String, String> TYPES =
      Map.of(
          "html", "text/html; charset=utf-8",
          "js", "text/javascript; charset=utf-8",
          "css", "text/css; charset=utf-8",
          "svg", "image/svg+xml",
          "txt", "text/plain; charset=utf-8");

  private final Vertx vertx;
  private final ClassLoader loader;
  // Used on the event loop only. Only existing files are cached, which bounds its size.
  private final Map<String, Asset> known = new HashMap<>();

  StaticFiles(Vertx vertx, ClassLoader loader) {
    this.vertx = vertx;
    this.loader = loader;
  }

  private record Asset(Buffer content, String type, String etag, String caching) {}

  @Override
  public void handle(RoutingContext ctx) {
    String path = ctx.normalizedPath().equals("/") ? "/index.html" : ctx.normalizedPath();
    Asset asset = known.get(path);
    if (asset != null) {
      send(ctx, asset);
    } else if (!PLAIN.matcher(path).matches() || !TYPES.containsKey(suffix(path))) {
      notFound(ctx);
    } else {
      load(path).onSuccess(found -> answer(ctx, path, found)).onFailure(ctx::fail);
    }
  }

  private void answer(RoutingContext ctx, String path, Asset found) {
    if (found == null) {
      notFound(ctx);
    } else {
      known.put(path, found);
      send(ctx, found);
    }
  }

  private Future<Asset> load(String path) {
    return vertx.executeBlocking(
        () -> {
          byte[] bytes = read("webroot" + path);
          if (bytes == null && path.startsWith(VENDOR)) {
            bytes = read(WEBJARS + path.substring(VENDOR.length()));
          }
          return bytes == null ? null : asset(path, bytes);
        },
        false);
  }

  private byte[] read(String resource) throws IOException {
    try (InputStream in = loader.getResourceAsStream(resource)) {
      return in == null ? null : in.readAllBytes();
    }
  }

  private static Asset asset(String path, byte[] bytes) {
    // Vendor paths contain the library's version, so their content never changes.
    String caching = path.startsWith(VENDOR) ? "public, max-age=31536000, immutable" : "no-cache";
    String etag = EntityTag.weak(bytes);
    return new Asset(Buffer.buffer(bytes), TYPES.get(suffix(path)), etag, caching);
  }

  private static void send(RoutingContext ctx, Asset asset) {
    HttpServerResponse response = ctx.response();
    response
        .putHeader(HttpHeaders.ETAG, asset.etag)
        .putHeader(HttpHeaders.CACHE_CONTROL, asset.caching);
    response.headers().add(HttpHeaders.VARY, "Accept-Encoding"); // beside Origin
    if (asset.etag.equals(ctx.request().getHeader(HttpHeaders.IF_NONE_MATCH))) {
      response.setStatusCode(304).end();
    } else {
      response.putHeader(HttpHeaders.CONTENT_TYPE, asset.type);
      send(ctx.request().method(), response, asset.content);
    }
  }

  /** Vert.x would write a body in a response to HEAD. */
  private static void send(HttpMethod method, HttpServerResponse response, Buffer content) {
    if (method == HttpMethod.HEAD) {
      response.end();
    } else {
      response.end(content);
    }
  }

  private static void notFound(RoutingContext ctx) {
    ctx.response()
        .setStatusCode(404)
        .putHeader(HttpHeaders.CONTENT_TYPE, "text/plain; charset=utf-8")
        .end("There is no such page here.\n");
  }

  private static String suffix(String path) {
    return path.substring(path.lastIndexOf('.') + 1);
  }
}
