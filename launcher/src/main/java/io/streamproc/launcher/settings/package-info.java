/** How the commands take settings, and the settings that belong to the process. */
package io.streamproc.launcher.settings;
