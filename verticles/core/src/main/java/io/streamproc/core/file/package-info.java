/** Files that are read again when they change. */
package io.streamproc.core.file;
