/** What event-api does, with Spring WebFlux; only for measurements. */
package io.streamproc.peers.webflux;
