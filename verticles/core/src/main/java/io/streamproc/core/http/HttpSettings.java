package io.streamproc.core.http;

import io.streamproc.core.auth.AuthSettings;
import io.streamproc.core.http.address.ProxySettings;
import io.streamproc.core.settings.Hosts;
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
 * @param maxConnections maximum of open connections of each server
 * @param maxConnectionsPerAddress the same for one client address (IPv6: one /64 network); 0 for no
 *     limit
 * @param headTimeout how long the head of a request may take, and the first one on a connection,
 *     with its TLS handshake apart
 * @param idleTimeout how long a connection may be without a request
 * @param rate how many requests a client may send
 * @param proxies the proxies in front of the servers
 * @param tls the certificate
 * @param auth who may use the servers
 */
public record HttpSettings(
    Set<String> hosts,
    Set<String> origins,
    int maxConnections,
    int maxConnectionsPerAddress,
    Duration headTimeout,
    Duration idleTimeout,
    RateSettings rate,
    ProxySettings proxies,
    TlsSettings tls,
    AuthSettings auth) {
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
            "is not a host name without a port, *.NAME or *",
            "further host names of the HTTP servers, separated by commas;"
                + " *.example.org: all names below it, *: any name"),
        origins(
            s,
            "http.origins",
            "further origins whose pages may use the HTTP servers, separated by commas"),
        s.integer(
            "http.max-connections",
            2_000,
            1,
            1_000_000,
            "maximum of open connections of each HTTP server"),
        s.integer(
            "http.max-connections-per-address",
            400,
            0,
            1_000_000,
            "the same for one client address other than a trusted proxy's, 0: no limit"),
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
            "how long a connection may be without a request"),
        RateSettings.read(s),
        ProxySettings.read(s),
        TlsSettings.read(s),
        AuthSettings.read(s));
  }

  /**
   * Reads a list of origins.
   *
   * @param key of the setting
   * @param meaning description of the setting
   */
  public static Set<String> origins(Settings s, String key, String meaning) {
    return list(
        s,
        key,
        ORIGIN,
        "is not an origin such as https://charts.example.org or https://*.example.org",
        meaning);
  }

  /**
   * Refuses the address of a server that strangers may reach without protection, together with the
   * other problems of the settings. {@link HttpSurface#open} refuses it in any case.
   *
   * @param key of the setting
   */
  public void checkAddress(Settings s, String key, String host) {
    auth.problem(host, tls.isOn()).ifPresent(problem -> s.refuse(key + ": " + problem));
  }

  /** The base URL of one of the servers for clients on this machine, see {@link Hosts#url}. */
  public String url(String host, int port) {
    String plain = Hosts.url(host, port);
    return tls.isOn() ? plain.replaceFirst("http:", "https:") : plain;
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
