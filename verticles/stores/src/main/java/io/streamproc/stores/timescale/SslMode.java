package io.streamproc.stores.timescale;

/** How a connection is secured, with libpq's names. */
public enum SslMode {
  /** Never encrypted. */
  DISABLE,
  /** Encrypted if the server supports it. */
  PREFER,
  /** Encrypted, without a check of the server's certificate. */
  REQUIRE,
  /** Encrypted, with a certificate that the given authority signed for the host's name. */
  VERIFY_FULL
}
