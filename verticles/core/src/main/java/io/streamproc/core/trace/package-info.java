/**
 * Traces: spans of requests and batches, exported by OTLP. The only package that imports
 * OpenTelemetry; nothing of it is loaded while traces are off. Callers see {@link
 * io.streamproc.core.trace.RoleTracer} and {@link io.streamproc.core.trace.TraceSpan}, and pass
 * traces on as the text of a W3C {@code traceparent}.
 */
package io.streamproc.core.trace;
