/**
 * The desk for dead letters: what lies on the dead-letter topic and why, and its replay. Owns the
 * reading of that topic; what a consumer writes there is the consumer's.
 */
package io.streamproc.audit.dead;
