/** How fast the commands are that read a whole topic and both stores. */
package io.streamproc.bench.speed.audit;
