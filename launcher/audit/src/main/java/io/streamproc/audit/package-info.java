/**
 * Tools for operators: the verification that every accepted event is stored once, and the handling
 * of dead letters. This package has the settings; the children read Kafka, verify, and replay dead
 * letters. Everything here blocks and is meant for the thread of a command; no role may use it.
 */
package io.streamproc.audit;
