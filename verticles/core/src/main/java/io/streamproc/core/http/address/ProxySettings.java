package io.streamproc.core.http.address;

import io.streamproc.core.settings.Settings;
import io.streamproc.core.text.Credentials;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The proxies in front of the HTTP servers.
 *
 * @param trusted addresses of proxies that are trusted to name the addresses of their clients
 * @param field the header field in which they do so
 */
public record ProxySettings(List<String> trusted, ForwardedField field) {
  public ProxySettings {
    trusted = List.copyOf(trusted);
  }

  public static ProxySettings read(Settings s) {
    return new ProxySettings(
        ranges(
            s,
            "http.trusted-proxies",
            "proxies whose clients are limited by their own addresses: addresses and ranges such"
                + " as 10.0.0.0/8, separated by commas"),
        s.choice(
            "http.forwarded-field",
            ForwardedField.X_FORWARDED_FOR,
            "the header field in which they name a client's address"));
  }

  private static List<String> ranges(Settings s, String key, String meaning) {
    List<String> entries =
        Arrays.stream(s.text(key, "", meaning).split(","))
            .map(String::strip)
            .filter(entry -> !entry.isEmpty())
            .toList();
    List<String> valid = new ArrayList<>();
    for (String entry : entries) {
      try {
        AddressRange.parse(entry);
        valid.add(entry);
      } catch (IllegalArgumentException e) {
        s.refuse(key + ": '" + Credentials.maskedValue(entry) + "' " + e.getMessage());
      }
    }
    return valid;
  }
}
