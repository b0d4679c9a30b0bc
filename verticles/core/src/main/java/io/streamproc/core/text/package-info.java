/**
 * How text from outside is shown to a person: with its control characters visible. Imports nothing
 * beyond the JDK.
 */
package io.streamproc.core.text;
