/** What a start costs: of each role alone, and of the local mode, which laptops run all day. */
package io.streamproc.bench.speed.start;
