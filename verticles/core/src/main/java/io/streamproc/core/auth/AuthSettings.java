package io.streamproc.core.auth;

import io.streamproc.core.settings.Hosts;
import io.streamproc.core.settings.Settings;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Optional;

/**
 * How clients of the HTTP servers are authenticated, and what is allowed without it.
 *
 * @param keys path of the file with API keys, or empty
 * @param jwt how tokens of an issuer are checked, or empty
 * @param open whether servers may listen on other addresses than loopback without authentication
 *     and TLS
 * @param tlsAtProxy whether they may do so without TLS, because a proxy in front of them has it
 */
public record AuthSettings(
    String keys, Optional<JwtSettings> jwt, boolean open, boolean tlsAtProxy) {

  /**
   * What a JSON Web Token must have.
   *
   * @param jwks URL of the issuer's keys (RFC 7517)
   * @param issuer required value of {@code iss}
   * @param audience required among the values of {@code aud}
   * @param trust PEM file with the authorities of the certificate at {@code jwks}, or empty for
   *     Java's
   */
  public record JwtSettings(URI jwks, String issuer, String audience, String trust) {}

  public static AuthSettings read(Settings s) {
    return new AuthSettings(
        s.text(
            "security.keys",
            "",
            "file with API keys, see `streamproc key`; it is read again when it changes"),
        jwt(s),
        s.flag(
            "security.open",
            false,
            "whether servers may listen on other addresses than loopback without authentication"
                + " and TLS"),
        s.flag(
            "security.tls-at-proxy",
            false,
            "whether they may do so without TLS, because TLS ends at a proxy in front of them"));
  }

  private static Optional<JwtSettings> jwt(Settings s) {
    String jwks =
        s.text("security.jwt.jwks", "", "URL of the keys of an issuer of JSON Web Tokens");
    String issuer = s.text("security.jwt.issuer", "", "the issuer that a token must name");
    String audience = s.text("security.jwt.audience", "", "an audience that a token must name");
    String trust =
        s.text(
            "security.jwt.trust",
            "",
            "PEM file with the authorities that the server of the keys may have its certificate"
                + " from; by default those of Java");
    if (jwks.isEmpty() && issuer.isEmpty() && audience.isEmpty()) {
      return Optional.empty();
    }
    if (issuer.isEmpty() || audience.isEmpty()) {
      s.refuse("security.jwt.jwks, issuer and audience are needed together");
    }
    try {
      URI url = new URI(jwks);
      if (!isSafe(url)) {
        s.refuse("security.jwt.jwks: must begin with https:// unless its host is loopback");
      }
      return Optional.of(new JwtSettings(url, issuer, audience, trust));
    } catch (URISyntaxException e) {
      s.refuse("security.jwt.jwks: is no URL");
      return Optional.empty();
    }
  }

  private static boolean isSafe(URI url) {
    return "https".equals(url.getScheme())
        || "http".equals(url.getScheme())
            && url.getHost() != null
            && Hosts.isLoopback(Hosts.unbracketed(url.getHost()));
  }

  /** Whether clients must authenticate. */
  public boolean isOn() {
    return !keys.isEmpty() || jwt.isPresent();
  }

  /**
   * Why a server may not listen on an address: strangers may reach it, and it is unprotected.
   *
   * @param tls whether the server speaks TLS
   * @return what is missing and which settings change it; empty if the server may listen there
   */
  public Optional<String> problem(String host, boolean tls) {
    if (open || Hosts.isLoopback(host)) {
      return Optional.empty();
    }
    if (!isOn()) {
      return Optional.of(
          "other machines can reach "
              + host
              + ", and nothing says who may use the server. Set security.keys or security.jwt.*,"
              + " or security.open=true if everyone may");
    }
    return tls || tlsAtProxy
        ? Optional.empty()
        : Optional.of(
            "keys and tokens would cross the network in plain text. Set http.tls.certificate and"
                + " http.tls.key, or security.tls-at-proxy=true if a proxy in front has TLS");
  }
}
