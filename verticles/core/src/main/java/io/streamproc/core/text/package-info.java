/** Makes text from outside safe to print, with visible control characters. Imports only the JDK. */
package io.streamproc.core.text;
