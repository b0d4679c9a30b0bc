/**
 * The one way to wait for something and to try again: which failures are retried, how long the
 * pauses are, and what ends the attempts. Knows Vert.x and no server, role or setting.
 */
package io.streamproc.core.retry;
