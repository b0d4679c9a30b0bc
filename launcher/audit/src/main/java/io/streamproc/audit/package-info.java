/**
 * What an operator holds the running system to: whether every accepted event is stored once, and
 * what became of those that could not be. This package holds the settings of both; the children
 * read Kafka, prove the ledger and keep the dead-letter desk. Everything here blocks, and is meant
 * for a command's own thread; no role may use it.
 */
package io.streamproc.audit;
