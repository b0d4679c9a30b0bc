/**
 * What an operator can set about the log: its format and the levels of loggers. Roles log through
 * SLF4J; the launcher connects this to the library that writes the lines.
 */
package io.streamproc.core.log;
