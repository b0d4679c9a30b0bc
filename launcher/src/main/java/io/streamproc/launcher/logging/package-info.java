/**
 * What logback.xml needs beyond logback: messages and stack traces in a form that is safe to print.
 * Knows nothing of the launcher.
 */
package io.streamproc.launcher.logging;
