/** The pure code that every event passes, measured alone by JMH, without Kafka, stores and HTTP. */
package io.streamproc.bench.speed.hot;
