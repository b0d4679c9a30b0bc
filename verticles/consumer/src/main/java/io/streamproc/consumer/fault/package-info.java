/** Records that can't be stored, and the dead-letter topic that they are written to. */
package io.streamproc.consumer.fault;
