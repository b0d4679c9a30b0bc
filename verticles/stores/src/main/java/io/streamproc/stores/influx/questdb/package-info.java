/** QuestDB, queried in SQL. Imports nothing of InfluxQL. */
package io.streamproc.stores.influx.questdb;
