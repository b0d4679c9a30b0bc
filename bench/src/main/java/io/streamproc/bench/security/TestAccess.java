package io.streamproc.bench.security;

import io.streamproc.core.auth.ApiKey;
import io.streamproc.core.auth.KeyFile;
import io.streamproc.core.auth.Scope;
import io.streamproc.testkit.TestCertificate;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import javax.net.ssl.SSLContext;

/** A key file and a certificate for a system under test, and what its clients need. */
public final class TestAccess {
  private final Path folder;
  private final KeyFile file;
  private final Map<Scope, String> tokens = new TreeMap<>();
  private final TestCertificate one;
  private final TestCertificate two;

  private TestAccess(Path folder) throws Exception {
    this.folder = folder;
    file = new KeyFile(folder.resolve("keys.json"));
    one = TestCertificate.create(folder, "one");
    two = TestCertificate.create(folder, "two");
    for (Scope scope : Scope.values()) {
      tokens.put(scope, addKey(scope.name(), scope, Instant.MAX));
    }
    useCertificate(one);
  }

  /** Makes one key for each scope, and two certificates, of which the first is used. */
  public static TestAccess create(Path folder) throws Exception {
    return new TestAccess(Files.createDirectories(folder));
  }

  /** Settings for servers with keys. */
  public Map<String, String> keys() {
    return Map.of("security.keys", folder.resolve("keys.json").toString());
  }

  /** Settings for servers with TLS. */
  public Map<String, String> tls() {
    return Map.of(
        "http.tls.certificate", folder.resolve("tls.crt").toString(),
        "http.tls.key", folder.resolve("tls.key").toString());
  }

  /** A valid key with this scope only. */
  public String token(Scope scope) {
    return tokens.get(scope);
  }

  /** Adds a key; returns what the client sends. */
  public String addKey(String name, Scope scope, Instant expires) throws IOException {
    Instant made = expires.isAfter(Instant.now()) ? Instant.now() : expires.minusSeconds(1);
    ApiKey.Created key = ApiKey.create(name, Set.of(scope), made, expires, new SecureRandom());
    file.change(keys -> keys.with(key.key()));
    return key.token();
  }

  /** Revokes the key of this name. */
  public void revoke(String name) throws IOException {
    file.change(keys -> keys.revoke(name, Instant.now()));
  }

  /** Replaces the certificate by the second one. */
  public void replaceCertificate() throws IOException {
    useCertificate(two);
  }

  private void useCertificate(TestCertificate certificate) throws IOException {
    copy(certificate.certificate(), "tls.crt");
    copy(certificate.key(), "tls.key");
  }

  private void copy(Path from, String to) throws IOException {
    Files.copy(from, folder.resolve(to), StandardCopyOption.REPLACE_EXISTING);
  }

  /** PEM file with both certificates, for clients that trust either. */
  public Path trust() throws IOException {
    return TestCertificate.bundle(folder.resolve("trust.pem"), one, two);
  }

  /** Trusts both certificates. */
  public SSLContext clientContext() throws GeneralSecurityException, IOException {
    return TestCertificate.trusting(one, two);
  }
}
