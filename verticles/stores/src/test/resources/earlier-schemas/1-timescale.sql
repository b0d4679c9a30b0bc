-- Statements that the version with schema number 1 ran when it opened the store with default settings.
SET LOCAL lock_timeout = '3s';
DO $$ BEGIN
  IF to_regnamespace('{s}') IS NULL THEN CREATE SCHEMA {s}; END IF;
END $$;
CREATE TABLE IF NOT EXISTS {s}.made (
  singleton boolean PRIMARY KEY DEFAULT true CHECK (singleton),
  fingerprint text NOT NULL);
CREATE TABLE IF NOT EXISTS {s}.topics (
  id smallint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  topic_id text NOT NULL UNIQUE);
CREATE TABLE IF NOT EXISTS {s}.positions (
  topic smallint NOT NULL REFERENCES {s}.topics,
  partition int NOT NULL,
  next_offset bigint NOT NULL DEFAULT 0,
  PRIMARY KEY (topic, partition)) WITH (fillfactor = 50);
CREATE TABLE IF NOT EXISTS {s}.events (
  time timestamptz NOT NULL,
  amount float8 NOT NULL,
  "offset" bigint NOT NULL,
  partition int NOT NULL,
  topic smallint NOT NULL);
CREATE INDEX IF NOT EXISTS events_time_idx ON {s}.events (time DESC);
SELECT create_hypertable('{s}.events', by_range('time', interval '604800000 milliseconds'),
  if_not_exists => true, migrate_data => true, create_default_indexes => false);
SELECT set_chunk_time_interval('{s}.events', interval '604800000 milliseconds')
FROM timescaledb_information.dimensions
WHERE hypertable_schema = '{s}' AND hypertable_name = 'events' AND time_interval <> interval '604800000 milliseconds';
ALTER TABLE {s}.events
SET (timescaledb.compress, timescaledb.compress_orderby = 'time DESC');
SELECT remove_compression_policy('{s}.events', if_exists => true) WHERE EXISTS (SELECT FROM timescaledb_information.jobs WHERE proc_name = 'policy_compression'
   AND hypertable_schema = '{s}' AND hypertable_name = 'events'
   AND (config->>'compress_after')::interval <> interval '604800000 milliseconds');
SELECT add_compression_policy('{s}.events', interval '604800000 milliseconds', if_not_exists => true);
SELECT remove_retention_policy('{s}.events', if_exists => true) WHERE EXISTS (SELECT FROM timescaledb_information.jobs WHERE proc_name = 'policy_retention'
   AND hypertable_schema = '{s}' AND hypertable_name = 'events'
   AND (config->>'drop_after')::interval <> interval '0 milliseconds');
CREATE MATERIALIZED VIEW IF NOT EXISTS {s}.events_1m
WITH (timescaledb.continuous, timescaledb.materialized_only = false) AS
SELECT time_bucket(interval '60000 milliseconds', time) AS bucket, count(*) AS count, sum(amount) AS sum,
       min(amount) AS min, max(amount) AS max
FROM {s}.events GROUP BY 1 WITH NO DATA;
SELECT add_continuous_aggregate_policy('{s}.events_1m', start_offset => NULL,
  end_offset => interval '60000 milliseconds', schedule_interval => interval '60000 milliseconds', if_not_exists => true);
SELECT remove_retention_policy('{s}.events_1m', if_exists => true) WHERE EXISTS (SELECT FROM timescaledb_information.jobs WHERE proc_name = 'policy_retention'
   AND hypertable_schema = '{s}' AND hypertable_name = 'events_1m'
   AND (config->>'drop_after')::interval <> interval '0 milliseconds');
CREATE MATERIALIZED VIEW IF NOT EXISTS {s}.events_1h
WITH (timescaledb.continuous, timescaledb.materialized_only = false) AS
SELECT time_bucket(interval '3600000 milliseconds', time) AS bucket, count(*) AS count, sum(amount) AS sum,
       min(amount) AS min, max(amount) AS max
FROM {s}.events GROUP BY 1 WITH NO DATA;
SELECT add_continuous_aggregate_policy('{s}.events_1h', start_offset => NULL,
  end_offset => interval '3600000 milliseconds', schedule_interval => interval '600000 milliseconds', if_not_exists => true);
SELECT remove_retention_policy('{s}.events_1h', if_exists => true) WHERE EXISTS (SELECT FROM timescaledb_information.jobs WHERE proc_name = 'policy_retention'
   AND hypertable_schema = '{s}' AND hypertable_name = 'events_1h'
   AND (config->>'drop_after')::interval <> interval '0 milliseconds');
CREATE MATERIALIZED VIEW IF NOT EXISTS {s}.events_1d
WITH (timescaledb.continuous, timescaledb.materialized_only = false) AS
SELECT time_bucket(interval '86400000 milliseconds', time) AS bucket, count(*) AS count, sum(amount) AS sum,
       min(amount) AS min, max(amount) AS max
FROM {s}.events GROUP BY 1 WITH NO DATA;
SELECT add_continuous_aggregate_policy('{s}.events_1d', start_offset => NULL,
  end_offset => interval '86400000 milliseconds', schedule_interval => interval '3600000 milliseconds', if_not_exists => true);
SELECT remove_retention_policy('{s}.events_1d', if_exists => true) WHERE EXISTS (SELECT FROM timescaledb_information.jobs WHERE proc_name = 'policy_retention'
   AND hypertable_schema = '{s}' AND hypertable_name = 'events_1d'
   AND (config->>'drop_after')::interval <> interval '0 milliseconds');
INSERT INTO {s}.made (fingerprint) VALUES ('bfd5f1ed-fdc1-371b-a494-ca6c8ab6ddb6')
  ON CONFLICT (singleton) DO UPDATE SET fingerprint = EXCLUDED.fingerprint;
