/**
 * Lists and replays dead letters. Owns the reading of the dead-letter topic; the consumers own what
 * is written to it.
 */
package io.streamproc.audit.dead;
