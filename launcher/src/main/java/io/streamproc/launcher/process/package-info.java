/** How the process ends: by a signal, by a failure, or because it could not start. */
package io.streamproc.launcher.process;
