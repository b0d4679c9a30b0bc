package io.streamproc.core.auth;

/** A request lacks the credentials that it needs. Made often, so it has no stack trace. */
public final class DeniedException extends Exception {
  private static final long serialVersionUID = 1L;

  private final int status;
  private final String error;

  private DeniedException(int status, String error, String detail) {
    super(detail, null, false, false);
    this.status = status;
    this.error = error;
  }

  /** No credentials: 401 without an error code (RFC 6750, 3.1). */
  static DeniedException missing() {
    return new DeniedException(
        401, "", "this server wants an API key or a token: Authorization: Bearer ...");
  }

  /** Unknown, malformed, expired or revoked credentials: 401. */
  static DeniedException invalid(String detail) {
    return new DeniedException(401, "invalid_token", detail);
  }

  /** Valid credentials without the scope that the request needs: 403. */
  static DeniedException scope(Scope needed) {
    return new DeniedException(
        403, "insufficient_scope", "the key or token lacks the scope '" + needed.id() + "'");
  }

  /** The credentials can't be checked now: 503. */
  static DeniedException unavailable(String detail) {
    return new DeniedException(503, "", detail);
  }

  /** HTTP status: 401, 403 or 503. */
  public int status() {
    return status;
  }

  /** The value of {@code WWW-Authenticate} (RFC 6750, section 3). */
  public String challenge() {
    String realm = "Bearer realm=\"streamproc\"";
    return error.isEmpty()
        ? realm
        : realm + ", error=\"" + error + "\", error_description=\"" + quoted() + "\"";
  }

  private String quoted() {
    return getMessage().replaceAll("[^ !#-\\[\\]-~]", "'"); // RFC 6750, 3: no quote, no backslash
  }
}
