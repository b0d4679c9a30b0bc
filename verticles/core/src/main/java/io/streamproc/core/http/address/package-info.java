/**
 * Client addresses: what counts as one client in limits per address, and which address a request
 * has if it came through proxies. May not import the rest of {@code http}.
 */
package io.streamproc.core.http.address;
