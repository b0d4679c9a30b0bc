/**
 * Reads files of events: what a file's format is ({@link
 * io.streamproc.producer.replay.ReplayFormat}), how its bytes become rows and rows become events,
 * and a proposal of the format from a look at its beginning. Blocking; imports no Vert.x and knows
 * nothing of pacing, sending or positions kept.
 */
package io.streamproc.producer.replay;
