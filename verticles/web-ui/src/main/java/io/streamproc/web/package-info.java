/**
 * The role {@code web-ui}: the page and its libraries out of the class path, the snapshot API, and
 * the SockJS bridge that lets browsers listen to live updates and do nothing else. It knows the
 * aggregator by bus address only: no other role, no store and no Kafka class may be imported here.
 */
package io.streamproc.web;
