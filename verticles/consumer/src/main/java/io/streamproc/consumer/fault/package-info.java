/** Writes records that can't be stored to the dead-letter topic. */
package io.streamproc.consumer.fault;
