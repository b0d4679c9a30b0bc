/**
 * The local mode: the embedded servers and a node with all roles in one JVM, on one folder of data.
 * The only package of the launcher that uses the embedded servers.
 */
package io.streamproc.launcher.local;
