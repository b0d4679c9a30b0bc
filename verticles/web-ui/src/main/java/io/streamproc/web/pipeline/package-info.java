/**
 * What is going on in the whole system: the reports of all instances, what they amount to for each
 * role, and that as JSON. Knows no role by name, and nothing of HTTP or browsers.
 */
package io.streamproc.web.pipeline;
