package io.streamproc.web;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.microsoft.playwright.CDPSession;
import com.microsoft.playwright.Page;
import java.util.concurrent.atomic.AtomicLong;

/**
 * What a page uses, by Chromium's own figures (Chrome DevTools Protocol, domains Performance,
 * HeapProfiler and Network).
 */
final class PageMeter {
  private final CDPSession page;
  private final AtomicLong received = new AtomicLong();

  PageMeter(Page page) {
    this.page = page.context().newCDPSession(page);
    JsonObject processorTime = new JsonObject();
    processorTime.addProperty("timeDomain", "threadTicks");
    this.page.send("Performance.enable", processorTime);
    this.page.send("Network.enable");
    this.page.on(
        "Network.loadingFinished",
        event -> received.addAndGet(event.get("encodedDataLength").getAsLong()));
  }

  /** Delays all requests of the page and limits their rate. */
  void slowDown(int latencyMillis, int bytesPerSecond) {
    JsonObject conditions = new JsonObject();
    conditions.addProperty("offline", false);
    conditions.addProperty("latency", latencyMillis);
    conditions.addProperty("downloadThroughput", bytesPerSecond);
    conditions.addProperty("uploadThroughput", bytesPerSecond);
    page.send("Network.emulateNetworkConditions", conditions);
  }

  /** Bytes of all responses since the meter was made, as sent, with their heads. */
  long received() {
    return received.get();
  }

  /**
   * Processor time of the page's main thread since it was opened, without that of the meter, ms.
   */
  double mainThreadMillis() {
    return 1_000 * (metric("TaskDuration") - metric("DevToolsCommandDuration"));
  }

  /** What is left on the heap of scripts after a collection. */
  Footprint footprint() {
    page.send("HeapProfiler.collectGarbage");
    return new Footprint(
        (long) metric("JSHeapUsedSize"), (long) metric("Nodes"), (long) metric("JSEventListeners"));
  }

  private double metric(String name) {
    for (JsonElement one : page.send("Performance.getMetrics").getAsJsonArray("metrics")) {
      JsonObject metric = one.getAsJsonObject();
      if (metric.get("name").getAsString().equals(name)) {
        return metric.get("value").getAsDouble();
      }
    }
    throw new AssertionError("no metric " + name);
  }

  /**
   * @param heap bytes
   * @param nodes of the document, also those that only scripts hold
   */
  record Footprint(long heap, long nodes, long listeners) {}
}
