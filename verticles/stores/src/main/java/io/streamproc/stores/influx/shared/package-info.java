/**
 * What InfluxDB and QuestDB have in common: settings, login, HTTP, faults, the identity of a point,
 * and the contract that each dialect implements ({@code QueryLanguage}). Imports no dialect.
 */
package io.streamproc.stores.influx.shared;
