/**
 * The HTTP API as its clients see it, the same from every server: its description (OpenAPI), the
 * representations of the series (JSON, CSV), content negotiation, validators and compression. It
 * does not read stores, and may not import a role.
 */
package io.streamproc.core.api;
