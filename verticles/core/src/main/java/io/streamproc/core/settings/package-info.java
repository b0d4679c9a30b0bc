/**
 * Where settings come from, and how they are checked: environment, then file, then the JSON given
 * at deployment, each typed and ranged, all problems reported at once. Only this package and the
 * launcher read the environment. What the settings mean belongs to the module that uses them.
 */
package io.streamproc.core.settings;
