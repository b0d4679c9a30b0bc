package io.streamproc.core.text;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("Credentials")
class CredentialsTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://user:s3cr3t@host:8086",
        "http://s3cr3t@host",
        "http://user:s3cr3t",
        "http://user:12s3cr3t/path",
        "-1\\rinflux.url=http://u:s3cr3t",
        "postgresql://u:s3cr3t?a",
        "http://user:p@s3cr3t@host/path",
        "http://user:s3cr3t@h?a=b",
        "http://host/write?u=admin&p=s3cr3t",
        "http://host/#access_token=s3cr3t",
        "jdbc:postgresql://host/db?user=u&password=s3cr3t",
        "postgresql://u:s3cr3t@h/d",
        "mongodb+srv://u:s3cr3t@h",
        "password=s3cr3t",
        "PASSWORD = s3cr3t",
        "a.sasl.jaas.config=s3cr3t",
        "org.x.PlainLoginModule required username=\"u\" password=\"s3cr3t and more\";",
        "password='s3cr3t'",
        "ssl.keystore.password=s3cr3t",
        "{\"token\":\"s3cr3t\"}",
        "{\"api_key\": \"s3cr3t\"}",
        "clientSecret=s3cr3t",
        "Authorization: Bearer s3cr3t",
        "authorization=Basic s3cr3t==",
        "sent Bearer s3cr3t to it",
        "-----BEGIN PRIVATE KEY-----\ns3cr3t\n-----END PRIVATE KEY-----",
        "-----BEGIN RSA PRIVATE KEY----- s3cr3t",
      })
  @DisplayName("are masked in a value, and in a message with any surrounding text")
  void masked(String text) {
    assertFalse(Credentials.maskedValue(text).contains("s3cr3t"), Credentials.maskedValue(text));
    String message = Credentials.masked("x.y (X_Y): '" + text + "' is wrong");
    assertFalse(message.contains("s3cr3t"), message);
    assertTrue(message.startsWith("x.y (X_Y): '"), message);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "user:s3cr3t@host:8086",
        "http://user:a b/s3cr3t@host",
        "http://user:it's s3cr3t@host",
        "password: s3cr3t",
        "token s3cr3t",
        "Basic s3cr3t",
      })
  @DisplayName("are masked in a value by itself, where they may have any character")
  void maskedInValue(String value) {
    assertFalse(Credentials.maskedValue(value).contains("s3cr3t"), Credentials.maskedValue(value));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://127.0.0.1:8086/streamproc",
        "http://[::1]:8086",
        "at http://localhost:9998, and at https://a.example:443.",
        "is not of the form http://host:port",
        "localhost:9092,[::1]:9093",
        "events-3@1700: refused",
        "consumer:events-3@1700",
        "timescale.password: is needed with timescale.user",
        "unexpected token 'x'",
        "waiting to connect to Kafka at localhost:9092",
        "org.example.Class@1a2b3c",
        "a=b, c=d",
        "the key is missing",
      })
  @DisplayName("are not seen where there are none")
  void plain(String text) {
    assertEquals(text, Credentials.masked(text));
  }
}
