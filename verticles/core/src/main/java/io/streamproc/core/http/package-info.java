/** What the roles' HTTP servers share: binding a port, and errors as problem+json (RFC 9457). */
package io.streamproc.core.http;
