/**
 * The common part of both consumers: poll, store, commit, hint, repeat. That order is the
 * guarantee; a consumer's module only adds which side it keeps and in which store. This package
 * holds the verticle and its settings; the children are the loop, the storing of one batch, what
 * happens to records that can't be stored, and what is reported. Knows Kafka and the contract of
 * stores, but no particular store.
 */
package io.streamproc.consumer;
