package io.streamproc.core.auth;

import io.streamproc.core.text.Sha256;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Base64;
import java.util.EnumSet;
import java.util.HexFormat;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An API key as the key file has it: without the key itself, of which only the SHA-256 is kept. A
 * slow hash would gain nothing, because a key is not a password: it has 256 random bits.
 *
 * @param id public part of the key, 8 hexadecimal digits
 * @param name what the key is for, chosen by its maker
 * @param sha256 of the whole key, 64 hexadecimal digits
 * @param scopes what it grants
 * @param created when it was made
 * @param expires not valid from this time on; {@link Instant#MAX} for no end
 * @param revoked not valid from this time on; {@link Instant#MAX} if it is not revoked
 */
public record ApiKey(
    String id,
    String name,
    String sha256,
    Set<Scope> scopes,
    Instant created,
    Instant expires,
    Instant revoked) {
  private static final Pattern TOKEN = Pattern.compile("sp_([0-9a-f]{8})_[A-Za-z0-9_-]{43}");
  private static final Pattern ID = Pattern.compile("[0-9a-f]{8}");
  private static final Pattern SHA256 = Pattern.compile("[0-9a-f]{64}");
  private static final int ID_BYTES = 4;
  private static final int SECRET_BYTES = 32;

  public ApiKey {
    scopes = Set.copyOf(scopes);
  }

  /**
   * A new key.
   *
   * @param token the key itself, shown once to its maker
   * @param key what is kept
   */
  public record Created(String token, ApiKey key) {}

  /**
   * Makes a key.
   *
   * @param expires {@link Instant#MAX} for no end
   */
  public static Created create(
      String name, Set<Scope> scopes, Instant now, Instant expires, SecureRandom random) {
    String id = HexFormat.of().formatHex(bytes(random, ID_BYTES));
    String secret =
        Base64.getUrlEncoder().withoutPadding().encodeToString(bytes(random, SECRET_BYTES));
    String token = "sp_" + id + "_" + secret;
    String hash = HexFormat.of().formatHex(Sha256.of(token));
    return new Created(token, new ApiKey(id, name, hash, scopes, now, expires, Instant.MAX));
  }

  private static byte[] bytes(SecureRandom random, int count) {
    byte[] bytes = new byte[count];
    random.nextBytes(bytes);
    return bytes;
  }

  /** The id in the text of a key, or nothing if the text does not have the form of a key. */
  static Optional<String> idOf(String token) {
    Matcher parts = TOKEN.matcher(token);
    return parts.matches() ? Optional.of(parts.group(1)) : Optional.empty();
  }

  /** Whether the text is this key; takes the same time for every text. */
  boolean matches(String token) {
    return MessageDigest.isEqual(Sha256.of(token), HexFormat.of().parseHex(sha256));
  }

  boolean isRevoked(Instant now) {
    return !now.isBefore(revoked);
  }

  boolean isExpired(Instant now) {
    return !now.isBefore(expires);
  }

  /** From when on it is not valid: revoked or expired; {@link Instant#MAX} for no end. */
  public Instant end() {
    return revoked.isBefore(expires) ? revoked : expires;
  }

  /** A word for lists: valid, expired or revoked. */
  public String state(Instant now) {
    return isRevoked(now) ? "revoked" : isExpired(now) ? "expired" : "valid";
  }

  /** The same key, revoked. */
  ApiKey revoke(Instant now) {
    return new ApiKey(id, name, sha256, scopes, created, expires, now);
  }

  JsonObject toJson() {
    JsonObject json = new JsonObject().put("id", id).put("name", name).put("sha256", sha256);
    json.put("scopes", new JsonArray(scopes.stream().sorted().map(Scope::id).toList()));
    json.put("created", created.toString());
    putTime(json, "expires", expires);
    putTime(json, "revoked", revoked);
    return json;
  }

  private static void putTime(JsonObject json, String member, Instant time) {
    if (!time.equals(Instant.MAX)) {
      json.put(member, time.toString());
    }
  }

  /**
   * Reads an entry of a key file.
   *
   * @throws IllegalArgumentException if a member is missing, has another type, or is unknown
   */
  static ApiKey fromJson(JsonObject json) {
    Set<String> known = Set.of("id", "name", "sha256", "scopes", "created", "expires", "revoked");
    json.fieldNames().stream()
        .filter(member -> !known.contains(member))
        .findFirst()
        .ifPresent(
            member -> {
              throw new IllegalArgumentException("unknown member '" + member + "'");
            });
    try {
      return new ApiKey(
          text(json, "id", ID),
          json.getString("name", ""),
          text(json, "sha256", SHA256),
          scopes(json.getJsonArray("scopes")),
          time(json, "created", Instant.EPOCH),
          time(json, "expires", Instant.MAX),
          time(json, "revoked", Instant.MAX));
    } catch (ClassCastException e) {
      throw new IllegalArgumentException("a member has the wrong type", e);
    }
  }

  private static String text(JsonObject json, String member, Pattern form) {
    String text = json.getString(member);
    if (text == null || !form.matcher(text).matches()) {
      throw new IllegalArgumentException(
          "'" + member + "' does not have the form " + form.pattern());
    }
    return text;
  }

  private static Set<Scope> scopes(JsonArray ids) {
    if (ids == null || ids.isEmpty()) {
      throw new IllegalArgumentException("'scopes' is missing or empty");
    }
    Set<Scope> scopes = EnumSet.noneOf(Scope.class);
    for (Object id : ids) {
      scopes.add(
          Scope.of(String.valueOf(id))
              .orElseThrow(() -> new IllegalArgumentException("unknown scope '" + id + "'")));
    }
    return scopes;
  }

  private static Instant time(JsonObject json, String member, Instant fallback) {
    String text = json.getString(member);
    try {
      return text == null ? fallback : Instant.parse(text);
    } catch (DateTimeException e) {
      throw new IllegalArgumentException("'" + member + "' is not a time as in RFC 3339", e);
    }
  }
}
