/**
 * The role {@code web-ui}: the page and its libraries from the class path, the snapshot API, and
 * the SockJS bridge, over which browsers can only subscribe to live updates. It knows the
 * aggregator only by its bus address, and may not import another role, a store or a Kafka class.
 */
package io.streamproc.web;
