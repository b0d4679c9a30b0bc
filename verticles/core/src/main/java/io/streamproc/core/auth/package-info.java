/**
 * Who may do what on the HTTP servers: API keys, JSON Web Tokens and the scopes that they grant.
 */
package io.streamproc.core.auth;
