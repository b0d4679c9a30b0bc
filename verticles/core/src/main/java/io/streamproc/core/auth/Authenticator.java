package io.streamproc.core.auth;

import io.streamproc.core.file.FileWatch;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;

/**
 * Finds the caller of a request by the API key or token that it carries. Keys are read again when
 * their file changes. Thread-safe.
 */
public final class Authenticator {
  private final AuthSettings settings;
  private final Clock clock;
  private volatile ApiKeys keys = ApiKeys.none();
  private JsonWebTokens tokens;
  private JwksClient issuer;

  private Authenticator(AuthSettings settings, Clock clock) {
    this.settings = settings;
    this.clock = clock;
  }

  /**
   * Reads the key file and begins to fetch the keys of the tokens' issuer. Both go on for as long
   * as the calling verticle is deployed.
   *
   * @return fails if the key file can't be read; does not wait for the issuer
   */
  public static Future<Authenticator> open(Vertx vertx, AuthSettings settings, Clock clock) {
    Authenticator opened = new Authenticator(settings, clock);
    Future<?> read =
        settings.keys().isEmpty()
            ? Future.succeededFuture()
            : FileWatch.open(
                vertx,
                List.of(Path.of(settings.keys())),
                contents -> opened.keys = ApiKeys.parse(contents.get(0)));
    return read.map(
        v -> {
          settings.jwt().ifPresent(jwt -> opened.listenTo(vertx, jwt));
          return opened;
        });
  }

  private void listenTo(Vertx vertx, AuthSettings.JwtSettings jwt) {
    JsonWebTokens checked = new JsonWebTokens(jwt, clock, () -> issuer.fetchAgain());
    issuer = new JwksClient(vertx, jwt, checked::use);
    tokens = checked; // reachable by requests only now
  }

  /** Whether clients must authenticate. */
  public boolean isOn() {
    return settings.isOn();
  }

  /**
   * Finds the caller.
   *
   * @param credentials key or token; null if the request has none
   * @return {@link Caller#ANYONE} if authentication is off
   * @throws DeniedException if the credentials are missing or not valid, or can't be checked now
   */
  public Caller authenticate(String credentials) throws DeniedException {
    if (!settings.isOn()) {
      return Caller.ANYONE;
    }
    if (credentials == null || credentials.isEmpty()) {
      throw DeniedException.missing();
    }
    if (ApiKeys.isKey(credentials)) {
      return keys.authenticate(credentials, clock.instant());
    }
    if (tokens != null && JsonWebTokens.isToken(credentials)) {
      return tokens.authenticate(credentials);
    }
    throw DeniedException.invalid("neither an API key nor a token that is accepted here");
  }

  /**
   * Finds the caller, who must have a scope.
   *
   * @throws DeniedException also if the caller lacks the scope
   */
  public Caller authorize(String credentials, Scope needed) throws DeniedException {
    Caller caller = authenticate(credentials);
    if (!caller.may(needed)) {
      throw DeniedException.scope(needed);
    }
    return caller;
  }
}
