/**
 * Measures and tests a system with keys and TLS: what they cost, whether honest clients keep their
 * answers during floods, and whether replacing a key or a certificate loses a request.
 */
package io.streamproc.bench.security;
