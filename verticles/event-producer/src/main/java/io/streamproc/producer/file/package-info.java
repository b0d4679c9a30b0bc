/**
 * Reads files of events: the file's format ({@link io.streamproc.producer.file.ReplayFormat}),
 * parsing bytes into rows and rows into events, and an inspection that proposes a format from the
 * beginning of a file. Blocking. Imports no Vert.x and knows nothing of pacing, sending or kept
 * positions.
 */
package io.streamproc.producer.file;
