package io.streamproc.cluster;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.Base64;
import java.util.Locale;

/**
 * A self-signed certificate for 127.0.0.1, made by the JDK's keytool.
 *
 * @param store both in a PKCS #12 file
 * @param key private key, PEM
 * @param certificate PEM
 */
record TestCertificate(Path store, Path key, Path certificate) {
  static final String PASSWORD = "changeit";

  static TestCertificate create(Path folder, String name) throws Exception {
    Path store = folder.resolve(name + ".p12");
    Process keytool =
        new ProcessBuilder(
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
                "san=ip:127.0.0.1",
                "-storetype",
                "PKCS12",
                "-keystore",
                store.toString(),
                "-storepass",
                PASSWORD)
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

  /** With the key. */
  KeyStore load() throws GeneralSecurityException, IOException {
    return load(store);
  }

  private static Path write(Path file, String what, byte[] der) throws IOException {
    String text = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der);
    return Files.writeString(
        file,
        String.format(Locale.ROOT, "-----BEGIN %s-----%n%s%n-----END %s-----%n", what, text, what));
  }

  /** A file of several certificates. */
  static Path bundle(Path file, TestCertificate... trusted) throws IOException {
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
