package io.streamproc.core.http;

import io.streamproc.core.settings.Settings;
import io.streamproc.core.text.Credentials;
import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Settings that all HTTP servers of a process share.
 *
 * @param hosts names, besides the machine's own, that a request may give in {@code Host}; {@code
 *     *.example.org} stands for every name below example.org, {@code *} for any name
 * @param origins origins, such as {@code https://charts.example.org}, whose pages may use the
 *     server besides its own; {@code https://*.example.org} stands for every name below
 * @param maxConnections open connections at most, of each server
 * @param maxConnectionsPerAddress the same for one client address (IPv6: one /64 network); 0 for no
 *     bound, as behind a proxy, whose address all clients share
 * @param headTimeout how long the head of a request may take, and the first one on a connection
 * @param idleTimeout how long a connection may be without a request
 */
public record HttpSettings(
    Set<String> hosts,
    Set<String> origins,
    int maxConnections,
    int maxConnectionsPerAddress,
    Duration headTimeout,
    Duration idleTimeout) {
  private static final Pattern HOST =
      Pattern.compile("\\*|(\\*\\.)?[a-z0-9_-]+(\\.[a-z0-9_-]+)*\\.?");
  private static final Pattern ORIGIN =
      Pattern.compile(
          "https?://((\\*\\.)?[a-z0-9_-]+(\\.[a-z0-9_-]+)*|\\[[0-9a-f:.]+])(:[0-9]{1,5})?");

  public HttpSettings {
    hosts = Set.copyOf(hosts);
    origins = Set.copyOf(origins);
  }

  public static HttpSettings read(Settings s) {
    return new HttpSettings(
        list(
            s,
            "http.hosts",
            HOST,
            "is no host name without a port, *.NAME or *",
            "further names by which the HTTP servers are reached, with commas between;"
                + " *.example.org for all below, * for any"),
        list(
            s,
            "http.origins",
            ORIGIN,
            "is no origin such as https://charts.example.org or https://*.example.org",
            "further origins whose pages may use the HTTP servers, with commas between"),
        s.integer(
            "http.max-connections", 2_000, 1, 1_000_000, "open connections of each HTTP server"),
        s.integer(
            "http.max-connections-per-address",
            400,
            0,
            1_000_000,
            "the same for one client address, 0 for no bound, as behind a proxy"),
        s.duration(
            "http.head-timeout",
            Duration.ofSeconds(20),
            Duration.ofMillis(100),
            Duration.ofMinutes(10),
            "how long the head of a request may take"),
        s.duration(
            "http.idle-timeout",
            Duration.ofSeconds(60),
            Duration.ofMillis(100),
            Duration.ofHours(1),
            "how long a connection may be without a request"));
  }

  private static Set<String> list(
      Settings s, String key, Pattern form, String problem, String meaning) {
    Set<String> entries =
        Arrays.stream(s.text(key, "", meaning).split(","))
            .map(entry -> entry.strip().toLowerCase(Locale.ROOT))
            .filter(entry -> !entry.isEmpty())
            .collect(Collectors.toUnmodifiableSet());
    entries.stream()
        .filter(entry -> !form.matcher(entry).matches())
        .sorted()
        .forEach(entry -> s.refuse(key + ": '" + Credentials.maskedValue(entry) + "' " + problem));
    return entries;
  }
}
