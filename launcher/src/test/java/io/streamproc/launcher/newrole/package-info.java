/** Makes a new role by the guide, docs/new-role.md, in a checkout of its own, and uses it. */
package io.streamproc.launcher.newrole;
