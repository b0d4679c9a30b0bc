/**
 * Stores amounts above the threshold in TimescaleDB. The parent package has the code of both
 * consumers.
 */
package io.streamproc.consumer.high;
