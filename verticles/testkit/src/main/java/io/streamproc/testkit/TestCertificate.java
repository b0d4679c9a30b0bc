package io.streamproc.testkit;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/**
 * A self-signed certificate for 127.0.0.1, made by the JDK's keytool.
 *
 * @param store both in a PKCS #12 file
 * @param key private key, PEM
 * @param certificate PEM
 */
public record TestCertificate(Path store, Path key, Path certificate) {
  /** Of the PKCS #12 file. */
  public static final String PASSWORD = "changeit";

  /**
   * Makes a certificate for 127.0.0.1 and localhost, valid for 90 days.
   *
   * @param name of the files and of the subject
   */
  public static TestCertificate create(Path folder, String name) throws Exception {
    return create(folder, name, "-0d");
  }

  /** The same for a certificate that has expired a day ago. */
  public static TestCertificate expired(Path folder, String name) throws Exception {
    return create(folder, name, "-91d");
  }

  /**
   * The same, issued by an authority: Java's clients accept even an expired certificate if they
   * trust that one itself.
   */
  public static TestCertificate expired(Path folder, String name, TestCertificate authority)
      throws Exception {
    Files.copy(authority.store, folder.resolve(name + ".p12"));
    String issuer = authority.load().aliases().nextElement();
    return create(folder, name, "-91d", "-signer", issuer);
  }

  /** Makes the certificate of an authority. */
  public static TestCertificate authority(Path folder, String name) throws Exception {
    return create(folder, name, "-0d", "-ext", "bc:c");
  }

  private static TestCertificate create(Path folder, String name, String start, String... more)
      throws Exception {
    Path store = folder.resolve(name + ".p12");
    List<String> command =
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
            "-genkeypair",
            "-alias",
            name,
            "-keyalg",
            "EC",
            "-groupname",
            "secp256r1",
            "-dname",
            "CN=" + name,
            "-ext",
            "san=ip:127.0.0.1,dns:localhost",
            "-startdate",
            start,
            "-storetype",
            "PKCS12",
            "-keystore",
            store.toString(),
            "-storepass",
            PASSWORD);
    Process keytool =
        new ProcessBuilder(Stream.concat(command.stream(), Stream.of(more)).toList())
            .redirectErrorStream(true)
            .start();
    String said = new String(keytool.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (keytool.waitFor() != 0) {
      throw new IOException("keytool: " + said);
    }
    KeyStore keys = load(store);
    byte[] key = keys.getKey(name, PASSWORD.toCharArray()).getEncoded();
    byte[] certificate = keys.getCertificate(name).getEncoded();
    return new TestCertificate(
        store,
        write(folder.resolve(name + ".key"), "PRIVATE KEY", key),
        write(folder.resolve(name + ".crt"), "CERTIFICATE", certificate));
  }

  private static KeyStore load(Path store) throws GeneralSecurityException, IOException {
    return KeyStore.getInstance(store.toFile(), PASSWORD.toCharArray());
  }

  /** The key store with certificate and private key. */
  public KeyStore load() throws GeneralSecurityException, IOException {
    return load(store);
  }

  private static Path write(Path file, String what, byte[] der) throws IOException {
    String text = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der);
    return Files.writeString(
        file,
        String.format(Locale.ROOT, "-----BEGIN %s-----%n%s%n-----END %s-----%n", what, text, what));
  }

  /** Of clients that trust these certificates. */
  public static SSLContext trusting(TestCertificate... trusted)
      throws GeneralSecurityException, IOException {
    KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
    store.load(null, null);
    for (TestCertificate one : trusted) {
      String alias = one.load().aliases().nextElement();
      store.setCertificateEntry(alias, one.load().getCertificate(alias));
    }
    TrustManagerFactory trust =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trust.init(store);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, trust.getTrustManagers(), null);
    return context;
  }

  /** A file of several certificates. */
  public static Path bundle(Path file, TestCertificate... trusted) throws IOException {
    Files.deleteIfExists(file);
    for (TestCertificate one : trusted) {
      Files.writeString(
          file,
          Files.readString(one.certificate()),
          StandardOpenOption.CREATE,
          StandardOpenOption.APPEND);
    }
    return file;
  }
}
