package io.streamproc.core.trace;

import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.context.Context;
import io.opentelemetry.sdk.trace.data.LinkData;
import io.opentelemetry.sdk.trace.samplers.Sampler;
import io.opentelemetry.sdk.trace.samplers.SamplingResult;
import java.util.List;

/**
 * Records a new trace that is linked to a recorded one, so that the path of an event is complete.
 */
final class LinkSampler implements Sampler {
  private final Sampler unlinked;

  /**
   * @param unlinked decides about new traces without such a link
   */
  LinkSampler(Sampler unlinked) {
    this.unlinked = unlinked;
  }

  @Override
  public SamplingResult shouldSample(
      Context parent,
      String traceId,
      String name,
      SpanKind kind,
      Attributes attributes,
      List<LinkData> links) {
    return links.stream().anyMatch(link -> link.getSpanContext().isSampled())
        ? SamplingResult.recordAndSample()
        : unlinked.shouldSample(parent, traceId, name, kind, attributes, links);
  }

  @Override
  public String getDescription() {
    return "LinkSampler{" + unlinked.getDescription() + "}";
  }
}
