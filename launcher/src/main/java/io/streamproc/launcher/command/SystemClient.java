package io.streamproc.launcher.command;

import io.streamproc.launcher.process.StartException;
import io.streamproc.launcher.settings.ClientSettings;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** The HTTP client of commands, with a token and trusted authorities. */
final class SystemClient {
  private static final Duration REQUEST_TIMEOUT = Duration.ofSeconds(15);
  private static final int UNAUTHORIZED = 401;
  private static final int FORBIDDEN = 403;

  private final HttpClient http;
  private final ClientSettings settings;
  private final String token;

  /** The server does not accept the token; a repetition would not change that. */
  static final class DeniedException extends IOException {
    private static final long serialVersionUID = 1;

    DeniedException(String message) {
      super(message);
    }
  }

  /**
   * @throws StartException if the trusted certificates can't be read
   */
  SystemClient(ClientSettings settings) {
    this.settings = settings;
    token = settings.token().value().strip(); // one from a file may end with a line break
    HttpClient.Builder builder = HttpClient.newBuilder();
    if (!settings.trust().isEmpty()) {
      builder.sslContext(trusting(settings));
    }
    http = builder.build();
  }

  private static SSLContext trusting(ClientSettings settings) {
    String file = settings.trust();
    try (InputStream pem = Files.newInputStream(Path.of(file))) {
      Collection<? extends Certificate> authorities =
          CertificateFactory.getInstance("X.509").generateCertificates(pem);
      if (authorities.isEmpty()) {
        throw new CertificateException("contains no certificate");
      }
      KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
      store.load(null, null);
      for (Certificate authority : authorities) {
        store.setCertificateEntry("authority-" + store.size(), authority);
      }
      TrustManagerFactory managers =
          TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      managers.init(store);
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(null, managers.getTrustManagers(), null);
      return context;
    } catch (IOException | GeneralSecurityException | InvalidPathException e) {
      String reason = e.getClass().getSimpleName() + ": " + e.getMessage();
      throw new StartException(
          settings.section() + ".trust: can't use " + file + " (" + reason + ")", e);
    }
  }

  /**
   * Sends one request.
   *
   * @return the body of the response
   * @throws IOException if there is no response with that status; {@link DeniedException} if the
   *     token is missing or not accepted
   */
  String send(HttpRequest request, int status) throws IOException, InterruptedException {
    return exchange(request, status).body();
  }

  /** As {@link #send}, with the headers of the response. */
  HttpResponse<String> exchange(HttpRequest request, Integer... statuses)
      throws IOException, InterruptedException {
    HttpResponse<String> answer = http.send(request, BodyHandlers.ofString());
    String said = answer.statusCode() + " " + answer.body();
    if (answer.statusCode() == UNAUTHORIZED || answer.statusCode() == FORBIDDEN) {
      String remedy =
          token.isEmpty()
              ? "set " + settings.tokenVariable() + " to a key with the " + settings.scopes()
              : settings.tokenVariable() + " needs the " + settings.scopes();
      throw new DeniedException(said + "; " + remedy);
    }
    if (!List.of(statuses).contains(answer.statusCode())) {
      throw new IOException(said);
    }
    return answer;
  }

  /** A request with the token. */
  HttpRequest.Builder request(String url) {
    HttpRequest.Builder builder = HttpRequest.newBuilder(URI.create(url)).timeout(REQUEST_TIMEOUT);
    if (!token.isEmpty()) {
      builder.header("Authorization", "Bearer " + token);
    }
    return builder;
  }
}
