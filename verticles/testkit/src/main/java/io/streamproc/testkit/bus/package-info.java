/**
 * Observes and disturbs the event bus of one Vert.x: records messages and simulates network faults.
 * Depends on Vert.x and on nothing of the project.
 */
package io.streamproc.testkit.bus;
