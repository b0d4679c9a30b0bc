/**
 * Watching and disturbing the event bus of one Vert.x: what a test may see of the messages, and the
 * faults that a network would do to them. Knows Vert.x and nothing of the project.
 */
package io.streamproc.testkit.bus;
