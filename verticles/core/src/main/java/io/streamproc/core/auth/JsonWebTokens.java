package io.streamproc.core.auth;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.source.ImmutableJWKSet;
import com.nimbusds.jose.proc.BadJOSEException;
import com.nimbusds.jose.proc.DefaultJOSEObjectTypeVerifier;
import com.nimbusds.jose.proc.JWSVerificationKeySelector;
import com.nimbusds.jose.proc.SecurityContext;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import com.nimbusds.jwt.proc.DefaultJWTClaimsVerifier;
import com.nimbusds.jwt.proc.DefaultJWTProcessor;
import io.streamproc.core.auth.AuthSettings.JwtSettings;
import java.text.ParseException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collections;
import java.util.Date;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;

/**
 * Checks JSON Web Tokens (RFC 7519, RFC 9068): signature by a key of the issuer, issuer, audience,
 * times. Only signatures by public keys are accepted, so that a token can't be signed with a public
 * key as if it were a shared secret. Scopes come from {@code scope} (RFC 8693, 4.2) or {@code scp}.
 */
final class JsonWebTokens {
  private static final Set<JWSAlgorithm> ALGORITHMS =
      Set.of(
          JWSAlgorithm.RS256,
          JWSAlgorithm.RS384,
          JWSAlgorithm.RS512,
          JWSAlgorithm.PS256,
          JWSAlgorithm.PS384,
          JWSAlgorithm.PS512,
          JWSAlgorithm.ES256,
          JWSAlgorithm.ES384,
          JWSAlgorithm.ES512);

  /** How far the issuer's clock may be from ours. */
  private static final Duration LEEWAY = Duration.ofSeconds(30);

  /** Checked tokens that are remembered; a check costs some 50 µs. */
  private static final int REMEMBERED = 1_000;

  private final JwtSettings settings;
  private final Clock clock;
  private final BooleanSupplier fetchAgain;
  private volatile Keys keys;

  /** The issuer's keys, with the tokens that were checked by them. */
  private record Keys(
      JWKSet set, DefaultJWTProcessor<SecurityContext> processor, Map<String, Caller> checked) {}

  /**
   * @param fetchAgain called, on any thread, for a token that names an unknown key; tells whether
   *     the issuer's keys will now be fetched again
   */
  JsonWebTokens(JwtSettings settings, Clock clock, BooleanSupplier fetchAgain) {
    this.settings = settings;
    this.clock = clock;
    this.fetchAgain = fetchAgain;
  }

  /**
   * Takes the issuer's current keys.
   *
   * @throws IllegalArgumentException if the text is not a JWK set
   */
  void use(String jwks) {
    try {
      JWKSet set = JWKSet.parse(jwks).toPublicJWKSet(); // leaves out shared secrets
      keys = new Keys(set, processor(set), remembered());
    } catch (ParseException e) {
      throw new IllegalArgumentException("is no JWK set", e);
    }
  }

  private static Map<String, Caller> remembered() {
    return Collections.synchronizedMap(
        new LinkedHashMap<>(16, 0.75f, true) {
          private static final long serialVersionUID = 1L;

          @Override
          protected boolean removeEldestEntry(Map.Entry<String, Caller> eldest) {
            return size() > REMEMBERED;
          }
        });
  }

  private DefaultJWTProcessor<SecurityContext> processor(JWKSet set) {
    DefaultJWTProcessor<SecurityContext> processor = new DefaultJWTProcessor<>();
    processor.setJWSKeySelector(
        new JWSVerificationKeySelector<>(ALGORITHMS, new ImmutableJWKSet<>(set)));
    processor.setJWSTypeVerifier(
        new DefaultJOSEObjectTypeVerifier<>(
            JOSEObjectType.JWT, new JOSEObjectType("at+jwt"), null));
    processor.setJWTClaimsSetVerifier(new Claims());
    return processor;
  }

  private final class Claims extends DefaultJWTClaimsVerifier<SecurityContext> {
    private Claims() {
      super(
          Set.of(settings.audience()),
          new JWTClaimsSet.Builder().issuer(settings.issuer()).build(),
          Set.of("sub", "exp"),
          Set.of());
      setMaxClockSkew((int) LEEWAY.toSeconds());
    }

    @Override
    protected Date currentTime() {
      return Date.from(clock.instant());
    }
  }

  /** Whether the text looks like a signed token. */
  static boolean isToken(String text) {
    return text.startsWith("ey") && text.chars().filter(c -> c == '.').count() == 2;
  }

  /**
   * Finds the caller with this token.
   *
   * @throws DeniedException if the token is not valid, or can't be checked now
   */
  Caller authenticate(String token) throws DeniedException {
    Keys now = keys;
    if (now == null) {
      throw DeniedException.unavailable("the keys of the tokens' issuer are not known yet");
    }
    Caller known = now.checked.get(token);
    if (known != null && clock.instant().isBefore(known.expires())) {
      return known;
    }
    Caller caller = check(token, now);
    now.checked.put(token, caller);
    return caller;
  }

  private Caller check(String token, Keys now) throws DeniedException {
    try {
      SignedJWT parsed = SignedJWT.parse(token);
      String id = parsed.getHeader().getKeyID();
      if (id != null && now.set.getKeyByKeyId(id) == null) {
        throw fetchAgain.getAsBoolean()
            ? DeniedException.unavailable("the token's key is being fetched from its issuer")
            : DeniedException.invalid("the token's key is none of its issuer's");
      }
      return caller(now.processor.process(parsed, null));
    } catch (ParseException e) {
      throw DeniedException.invalid("not a signed JSON Web Token");
    } catch (BadJOSEException | JOSEException e) {
      throw DeniedException.invalid("the token is refused: " + e.getMessage());
    }
  }

  private static Caller caller(JWTClaimsSet claims) {
    Instant expires = claims.getExpirationTime().toInstant().plus(LEEWAY);
    return new Caller(
        "jwt:" + claims.getIssuer() + ":" + claims.getSubject(), scopes(claims), expires);
  }

  private static Set<Scope> scopes(JWTClaimsSet claims) {
    Set<Scope> scopes = EnumSet.noneOf(Scope.class);
    Stream.of("scope", "scp")
        .flatMap(name -> words(claims.getClaim(name)))
        .map(Scope::of)
        .flatMap(Optional::stream)
        .forEach(scopes::add);
    return scopes;
  }

  private static Stream<String> words(Object claim) {
    if (claim instanceof String text) {
      return Arrays.stream(text.split(" "));
    }
    return claim instanceof List<?> list ? list.stream().map(String::valueOf) : Stream.empty();
  }
}
