/**
 * Code shared by InfluxDB and QuestDB: settings, login, HTTP, error mapping, the identity of a
 * point, and the contract that each dialect implements ({@code QueryLanguage}). Must not import a
 * dialect.
 */
package io.streamproc.stores.influx.shared;
