package io.streamproc.core.http;

import io.vertx.core.Vertx;
import io.vertx.core.net.PemKeyCertOptions;
import java.security.GeneralSecurityException;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.Map;
import java.util.Objects;
import javax.net.ssl.X509KeyManager;

/**
 * Finds out whether a certificate and a key belong together. Java would notice only in the first
 * handshake, and while both files are being replaced one may be old and one new.
 */
final class KeyPairCheck {
  private static final byte[] PROBE = {1, 2, 3};
  private static final Map<String, String> SIGNATURES =
      Map.of(
          "RSA", "SHA256withRSA",
          "EC", "SHA256withECDSA",
          "EdDSA", "EdDSA");

  private KeyPairCheck() {}

  /**
   * @return the server's certificate
   * @throws IllegalArgumentException if one of both can't be read, or if they don't belong together
   */
  static X509Certificate check(Vertx vertx, PemKeyCertOptions pair) {
    X509KeyManager keys = manager(vertx, pair);
    String alias =
        SIGNATURES.keySet().stream()
            .map(type -> keys.getServerAliases(type, (Principal[]) null))
            .filter(Objects::nonNull)
            .flatMap(Arrays::stream)
            .findFirst()
            .orElseThrow(() -> new IllegalArgumentException("no key of a known kind"));
    X509Certificate certificate = keys.getCertificateChain(alias)[0];
    if (!belong(certificate, keys.getPrivateKey(alias))) {
      throw new IllegalArgumentException("the key is not the one of the certificate");
    }
    return certificate;
  }

  private static X509KeyManager manager(Vertx vertx, PemKeyCertOptions pair) {
    try {
      return (X509KeyManager) pair.getKeyManagerFactory(vertx).getKeyManagers()[0];
    } catch (Exception e) {
      throw new IllegalArgumentException(
          "no certificate and key in PEM (" + e.getMessage() + ")", e);
    }
  }

  private static boolean belong(X509Certificate certificate, PrivateKey key) {
    try {
      String type = certificate.getPublicKey().getAlgorithm();
      String algorithm = SIGNATURES.getOrDefault(type, type);
      Signature signer = Signature.getInstance(algorithm);
      signer.initSign(key);
      signer.update(PROBE);
      byte[] signature = signer.sign();
      Signature verifier = Signature.getInstance(algorithm);
      verifier.initVerify(certificate);
      verifier.update(PROBE);
      return verifier.verify(signature);
    } catch (GeneralSecurityException e) {
      return false;
    }
  }
}
