package io.streamproc.core.http;

import io.streamproc.core.settings.Settings;

/**
 * The certificate of the HTTP servers. Both files are PEM, and are read again when they change.
 *
 * @param certificate path of the certificate with its intermediates, or empty for plain HTTP
 * @param key path of the private key (PKCS #8 or PKCS #1)
 */
public record TlsSettings(String certificate, String key) {
  static TlsSettings read(Settings s) {
    TlsSettings tls =
        new TlsSettings(
            s.text(
                "http.tls.certificate",
                "",
                "PEM file with the certificate of the HTTP servers and its intermediates; it is"
                    + " read again when it changes"),
            s.text("http.tls.key", "", "PEM file with the private key of that certificate"));
    if (tls.certificate.isEmpty() != tls.key.isEmpty()) {
      s.refuse("http.tls.certificate and http.tls.key are needed together");
    }
    return tls;
  }

  public boolean isOn() {
    return !certificate.isEmpty();
  }
}
