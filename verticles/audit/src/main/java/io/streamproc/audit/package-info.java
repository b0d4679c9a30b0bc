/**
 * Tools for operators: the verification that every accepted event is stored once, and the handling
 * of dead letters. This package has the settings; the children read Kafka, verify, and replay dead
 * letters. Everything here blocks and is for one thread: that of a command, or one that a role
 * keeps for it; never an event loop. Knows no role.
 */
package io.streamproc.audit;
