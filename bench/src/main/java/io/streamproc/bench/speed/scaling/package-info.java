/** How rate and processor time per event change with the number of processes and partitions. */
package io.streamproc.bench.speed.scaling;
