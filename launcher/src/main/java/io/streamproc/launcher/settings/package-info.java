/** The commands' options for settings, and the settings of the process. */
package io.streamproc.launcher.settings;
