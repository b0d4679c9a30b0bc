/**
 * What an operator does with dead letters and looks up about verify, as messages of the event bus.
 * Blocks, like everything that it uses.
 */
package io.streamproc.audit.desk;
