/** Shared code of the roles' HTTP servers: port binding, and problem+json errors (RFC 9457). */
package io.streamproc.core.http;
