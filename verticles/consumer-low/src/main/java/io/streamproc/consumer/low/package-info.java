/**
 * Stores amounts up to the threshold in InfluxDB. The parent package has the code of both
 * consumers.
 */
package io.streamproc.consumer.low;
