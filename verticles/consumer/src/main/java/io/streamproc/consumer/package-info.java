/**
 * The common part of both consumers: poll, store, commit, hint, repeat. That order is the
 * guarantee; a consumer's module only adds its series and its store. This package has the verticle
 * and its settings; the child packages are the loop, the storing of one batch, the handling of
 * records that can't be stored, and the reports. Knows Kafka and the contract of stores, but no
 * particular store.
 */
package io.streamproc.consumer;
