/**
 * What tests wait and tell the time with, and real servers for them: those that this machine has
 * installed or can reach, each with a way to ask for it and to say plainly why a test was skipped;
 * and ways to make what is real fail. For test scope only; knows no other module of the project.
 */
package io.streamproc.testkit;
