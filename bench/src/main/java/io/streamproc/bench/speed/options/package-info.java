/** Compares the JVM options that the roles are shipped with against others. */
package io.streamproc.bench.speed.options;
