/**
 * What both consumers are: poll, store, commit, hint, and again. The guarantee lives in that order;
 * a consumer's module adds only which side is kept and where. This package holds the verticle and
 * its settings; the children are the loop, the storing of one batch, what happens to records that
 * can't be stored, and what is reported. Knows Kafka and the contract of stores, but no particular
 * store.
 */
package io.streamproc.consumer;
