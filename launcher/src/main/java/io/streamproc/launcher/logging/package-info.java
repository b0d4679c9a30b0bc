/**
 * The product's log: converters and the encoder for logback.xml, which make messages and stack
 * traces safe to print, and the change of format and levels. Independent of the rest of the
 * launcher.
 */
package io.streamproc.launcher.logging;
