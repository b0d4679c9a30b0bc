package io.streamproc.stores.timescale;

/** How a connection is secured, named as libpq names it. */
public enum SslMode {
  /** Never encrypted. */
  DISABLE,
  /** Encrypted where the server offers it. */
  PREFER,
  /** Encrypted, whoever the server is. */
  REQUIRE,
  /** Encrypted, with a certificate that the given authority signed for the host's name. */
  VERIFY_FULL
}
