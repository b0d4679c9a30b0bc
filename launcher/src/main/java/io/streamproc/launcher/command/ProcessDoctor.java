package io.streamproc.launcher.command;

import io.streamproc.audit.doctor.Diagnosis;
import io.streamproc.audit.doctor.ProcessChecks;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Asks the management ports of processes, and compares their answers. */
final class ProcessDoctor {
  private static final int OK = 200;
  private static final int NOT_READY = 503;
  private static final int NO_METRICS = 404;

  private final SystemClient client;
  private final Clock clock;
  private final Map<String, String> versions = new TreeMap<>(); // by URL
  private final Map<String, Integer> members = new TreeMap<>(); // that a process sees, by URL

  ProcessDoctor(SystemClient client, Clock clock) {
    this.client = client;
    this.clock = clock;
  }

  /** Blocks for at most half a minute. */
  List<Diagnosis> findings(String url) {
    String process = "process at " + url;
    List<Diagnosis> found = new ArrayList<>();
    try {
      HttpResponse<String> health =
          client.exchange(client.request(url + "/health").build(), OK, NOT_READY);
      found.addAll(ProcessChecks.health(process, new JsonObject(health.body())));
      String date = health.headers().firstValue("Date").orElse("");
      found.addAll(ProcessChecks.clock(process, date, clock.instant()));
      HttpResponse<String> metrics =
          client.exchange(client.request(url + "/metrics").build(), OK, NO_METRICS);
      if (metrics.statusCode() == OK) { // else they are disabled
        found.addAll(ProcessChecks.certificates(process, metrics.body(), clock.instant()));
        ProcessChecks.version(metrics.body()).ifPresent(version -> versions.put(url, version));
        ProcessChecks.seenMembers(metrics.body()).ifPresent(seen -> members.put(url, seen));
      }
    } catch (IOException | IllegalArgumentException e) {
      String why = e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
      found.add(Diagnosis.error(process, why, "start it, or give its management port as --url"));
    } catch (DecodeException | ClassCastException e) { // it answers, with something else
      found.add(
          Diagnosis.error(
              process, "its answer is not a process's", "give a management port as --url"));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return found;
  }

  /** What the processes that were asked have in common, or not. */
  List<Diagnosis> comparison() {
    List<Diagnosis> found = new ArrayList<>(ProcessChecks.versions(versions));
    found.addAll(ProcessChecks.members(members));
    return found;
  }
}
