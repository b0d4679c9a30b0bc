package io.streamproc.stores.influx;

import java.io.IOException;
import okhttp3.HttpUrl;
import okhttp3.Interceptor;
import okhttp3.Response;

/**
 * Sends the client's writes to {@code /write}, the write API of InfluxDB 1, which 2 and 3 also
 * have. In InfluxDB 2 a user and password, which it calls a v1 authorization, are valid for no
 * other write.
 */
final class LoginWrites implements Interceptor {
  private static final String OF_THE_CLIENT = "/api/v2/write";

  private final String database;

  LoginWrites(String database) {
    this.database = database;
  }

  @Override
  public Response intercept(Chain chain) throws IOException {
    HttpUrl url = chain.request().url();
    return chain.proceed(
        url.encodedPath().endsWith(OF_THE_CLIENT)
            ? chain.request().newBuilder().url(moved(url)).build()
            : chain.request());
  }

  private HttpUrl moved(HttpUrl url) {
    String path = url.encodedPath();
    String base = path.substring(0, path.length() - OF_THE_CLIENT.length());
    return url.newBuilder()
        .encodedPath(base + "/write")
        .query(null)
        .addQueryParameter("db", database)
        .addQueryParameter("precision", "ns")
        .build();
  }
}
