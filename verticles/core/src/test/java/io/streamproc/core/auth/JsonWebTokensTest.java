package io.streamproc.core.auth;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSSigner;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.OctetSequenceKey;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jose.jwk.gen.OctetSequenceKeyGenerator;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.PlainJWT;
import com.nimbusds.jwt.SignedJWT;
import io.streamproc.core.auth.AuthSettings.JwtSettings;
import io.streamproc.testkit.MovableClock;
import java.net.URI;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

@DisplayName("JSON Web Tokens")
class JsonWebTokensTest {
  private static final Instant NOW = Instant.parse("2026-11-28T12:00:00Z");
  private static final JwtSettings SETTINGS =
      new JwtSettings(
          URI.create("https://issuer.example/jwks"), "https://issuer", "streamproc", "");
  private static RSAKey rsa;
  private static ECKey ec;
  private static OctetSequenceKey shared;
  private static RSAKey stranger;

  private final MovableClock clock = new MovableClock(NOW.toEpochMilli());
  private boolean fetchable;
  private final JsonWebTokens tokens = new JsonWebTokens(SETTINGS, clock, () -> fetchable);

  @BeforeAll
  static void keys() throws Exception {
    rsa = new RSAKeyGenerator(2048).keyID("rsa").generate();
    ec = new ECKeyGenerator(Curve.P_256).keyID("ec").generate();
    shared = new OctetSequenceKeyGenerator(256).keyID("shared").generate();
    stranger = new RSAKeyGenerator(2048).keyID("rsa").generate();
  }

  @BeforeEach
  void use() {
    tokens.use(new JWKSet(List.of(rsa, ec, shared)).toString(false));
  }

  private static JWTClaimsSet.Builder claims() {
    return new JWTClaimsSet.Builder()
        .issuer("https://issuer")
        .audience("streamproc")
        .subject("sensor-7")
        .claim("scope", "openid ingest read")
        .expirationTime(Date.from(NOW.plusSeconds(60)));
  }

  private static String sign(JWTClaimsSet claims, JWSAlgorithm algorithm, JWK key, JWSSigner signer)
      throws Exception {
    SignedJWT token =
        new SignedJWT(
            new JWSHeader.Builder(algorithm).keyID(key.getKeyID()).type(JOSEObjectType.JWT).build(),
            claims);
    token.sign(signer);
    return token.serialize();
  }

  private static String signed(JWTClaimsSet claims) throws Exception {
    return sign(claims, JWSAlgorithm.RS256, rsa, new RSASSASigner(rsa));
  }

  private DeniedException denied(String token) {
    return assertThrows(DeniedException.class, () -> tokens.authenticate(token));
  }

  @Test
  @DisplayName("are accepted from their issuer, signed by RSA or an elliptic curve")
  void accepted() throws Exception {
    Caller caller =
        new Caller(
            "jwt:https://issuer:sensor-7",
            Set.of(Scope.INGEST, Scope.READ),
            NOW.plusSeconds(90)); // 30 s of leeway
    String token = signed(claims().build());
    assertEquals(caller, tokens.authenticate(token));
    assertEquals(caller, tokens.authenticate(token));
    assertEquals(
        caller,
        tokens.authenticate(sign(claims().build(), JWSAlgorithm.ES256, ec, new ECDSASigner(ec))));
  }

  @Test
  @DisplayName("may list scopes as `scp`, and without one grant nothing")
  void scopes() throws Exception {
    JWTClaimsSet list = claims().claim("scope", null).claim("scp", List.of("admin", "x")).build();
    assertEquals(Set.of(Scope.values()), tokens.authenticate(signed(list)).scopes());
    JWTClaimsSet none = claims().claim("scope", null).build();
    assertEquals(Set.of(), tokens.authenticate(signed(none)).scopes());
  }

  static Stream<UnaryOperator<JWTClaimsSet.Builder>> wrong() {
    return Stream.of(
        c -> c.issuer("https://other"),
        c -> c.issuer(null),
        c -> c.audience("other"),
        c -> c.audience((String) null),
        c -> c.subject(null),
        c -> c.expirationTime(null),
        c -> c.expirationTime(Date.from(NOW.minusSeconds(31))),
        c -> c.notBeforeTime(Date.from(NOW.plusSeconds(31))));
  }

  @ParameterizedTest(name = "{index}")
  @MethodSource
  @DisplayName("are refused with a wrong or missing claim")
  void wrong(UnaryOperator<JWTClaimsSet.Builder> change) throws Exception {
    assertEquals(401, denied(signed(change.apply(claims()).build())).status());
  }

  @Test
  @DisplayName("are refused with another signature: a stranger's, a shared secret's, none")
  void forged() throws Exception {
    JWTClaimsSet claims = claims().build();
    denied(sign(claims, JWSAlgorithm.RS256, stranger, new RSASSASigner(stranger)));
    denied(sign(claims, JWSAlgorithm.HS256, shared, new MACSigner(shared)));
    byte[] publicKey = rsa.toPublicJWK().toRSAPublicKey().getEncoded();
    denied(sign(claims, JWSAlgorithm.HS256, rsa, new MACSigner(publicKey)));
    denied(new PlainJWT(claims).serialize());
    String token = signed(claims);
    denied(token.substring(0, token.lastIndexOf('.') + 1));
    denied(token.replaceFirst("\\.ey", ".ez"));
    denied("eyJ.eyJ.x");
  }

  @Test
  @DisplayName("end although they were accepted before")
  void remembered() throws Exception {
    String token = signed(claims().build());
    tokens.authenticate(token);
    clock.advance(java.time.Duration.ofSeconds(90));
    assertEquals(401, denied(token).status());
  }

  @Test
  @DisplayName("with a key that is withdrawn are refused at once")
  void withdrawn() throws Exception {
    String token = signed(claims().build());
    tokens.authenticate(token);
    tokens.use(new JWKSet(ec).toString(false));
    assertEquals(401, denied(token).status());
  }

  @Test
  @DisplayName("with an unknown key, or before any key is known, are answered 503 while keys come")
  void unknownKey() throws Exception {
    tokens.use(new JWKSet(ec).toString(false));
    fetchable = true;
    DeniedException e = denied(signed(claims().build()));
    assertEquals(503, e.status());
    assertTrue(e.getMessage().contains("being fetched"), e.getMessage());
    JsonWebTokens early = new JsonWebTokens(SETTINGS, clock, () -> true);
    String token = signed(claims().build());
    assertEquals(
        503, assertThrows(DeniedException.class, () -> early.authenticate(token)).status());
  }
}
