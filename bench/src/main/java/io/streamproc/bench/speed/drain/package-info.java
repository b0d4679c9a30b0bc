/**
 * How fast the consumers drain a backlog, compared with the fastest way to load the same rows into
 * the same table or database.
 */
package io.streamproc.bench.speed.drain;
