/**
 * Ingest over HTTP: event-api against what it stands on. The load generator writes prepared bytes,
 * because one that builds each request costs more than the server that it measures.
 */
package io.streamproc.bench.speed.ingest;
