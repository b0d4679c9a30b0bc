package io.streamproc.core.auth;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The keys of a key file, a JSON object with the array {@code keys}. Immutable. Several keys may be
 * valid at the same time, so that a key can be replaced without an interruption.
 */
public final class ApiKeys {
  private final Map<String, ApiKey> byId;

  private ApiKeys(Map<String, ApiKey> byId) {
    this.byId = byId;
  }

  /** No keys. */
  public static ApiKeys none() {
    return new ApiKeys(Map.of());
  }

  /**
   * Reads the content of a key file.
   *
   * @throws IllegalArgumentException if it is not a key file; the message names the entry
   */
  public static ApiKeys parse(byte[] content) {
    Map<String, ApiKey> keys = new LinkedHashMap<>();
    for (Object entry : entries(content)) {
      try {
        ApiKey key = ApiKey.fromJson((JsonObject) entry);
        if (keys.put(key.id(), key) != null) {
          throw new IllegalArgumentException("a second key with the id " + key.id());
        }
      } catch (ClassCastException | IllegalArgumentException e) {
        throw new IllegalArgumentException(
            "entry " + (keys.size() + 1) + " of \"keys\": " + e.getMessage(), e);
      }
    }
    return new ApiKeys(keys);
  }

  private static JsonArray entries(byte[] content) {
    try {
      JsonArray keys = new JsonObject(Buffer.buffer(content)).getJsonArray("keys");
      if (keys == null) {
        throw new IllegalArgumentException("the array \"keys\" is missing");
      }
      return keys;
    } catch (DecodeException | ClassCastException e) {
      throw new IllegalArgumentException("not a JSON object with an array \"keys\"", e);
    }
  }

  /** The content of a key file. */
  public byte[] toBytes() {
    JsonArray keys = new JsonArray();
    byId.values().forEach(key -> keys.add(key.toJson()));
    return (new JsonObject().put("keys", keys).encodePrettily() + "\n")
        .getBytes(StandardCharsets.UTF_8);
  }

  public Collection<ApiKey> all() {
    return List.copyOf(byId.values());
  }

  /** These keys and another one. */
  public ApiKeys with(ApiKey key) {
    Map<String, ApiKey> keys = new LinkedHashMap<>(byId);
    keys.put(key.id(), key);
    return new ApiKeys(keys);
  }

  /**
   * These keys, with those revoked whose id or name is given.
   *
   * @throws IllegalArgumentException if there are none that are not revoked yet
   */
  public ApiKeys revoke(String idOrName, Instant now) {
    Map<String, ApiKey> keys = new LinkedHashMap<>(byId);
    List<ApiKey> revoked = new ArrayList<>();
    for (ApiKey key : byId.values()) {
      boolean named = key.id().equals(idOrName) || key.name().equals(idOrName);
      if (named && !key.isRevoked(now)) {
        keys.put(key.id(), key.revoke(now));
        revoked.add(key);
      }
    }
    if (revoked.isEmpty()) {
      throw new IllegalArgumentException("no valid key has the id or name '" + idOrName + "'");
    }
    return new ApiKeys(keys);
  }

  /** Whether the text has the form of a key. */
  static boolean isKey(String token) {
    return ApiKey.idOf(token).isPresent();
  }

  /**
   * Finds the caller with this key.
   *
   * @throws DeniedException if the key is unknown, expired or revoked
   */
  Caller authenticate(String token, Instant now) throws DeniedException {
    Optional<ApiKey> found = ApiKey.idOf(token).map(byId::get).filter(key -> key.matches(token));
    if (found.isEmpty()) {
      throw DeniedException.invalid("unknown API key");
    }
    ApiKey key = found.get();
    if (key.isRevoked(now)) {
      throw DeniedException.invalid("the API key " + key.id() + " is revoked");
    }
    if (key.isExpired(now)) {
      throw DeniedException.invalid("the API key " + key.id() + " expired at " + key.expires());
    }
    return new Caller("key:" + key.id(), key.scopes(), key.expires());
  }
}
