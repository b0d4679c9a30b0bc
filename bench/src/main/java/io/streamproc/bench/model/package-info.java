/**
 * The cost model: what a rate of events and a number of browsers need, predicted from measured
 * costs. Pure arithmetic; docs/scaling.md explains it.
 */
package io.streamproc.bench.model;
