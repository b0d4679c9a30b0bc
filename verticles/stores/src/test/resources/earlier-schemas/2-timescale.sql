-- Statements that the version with schema number 2 ran when it opened the store with default settings.
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
CREATE TABLE IF NOT EXISTS {s}.events_sparse (LIKE {s}.events);
CREATE INDEX IF NOT EXISTS events_sparse_time_idx ON {s}.events_sparse (time DESC);
DO $$ BEGIN
  IF NOT EXISTS (SELECT FROM timescaledb_information.hypertables
                 WHERE hypertable_schema = '{s}' AND hypertable_name = 'events') THEN
    WITH few AS (
      SELECT floor(extract(epoch FROM time) * 1000 / 604800000) AS stretch
      FROM {s}.events GROUP BY 1 HAVING count(*) < 100
    ), moved AS (
      DELETE FROM {s}.events USING few
      WHERE floor(extract(epoch FROM time) * 1000 / 604800000) = few.stretch
      RETURNING events.*
    )
    INSERT INTO {s}.events_sparse SELECT * FROM moved;
  END IF;
END $$;
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
INSERT INTO {s}.made (fingerprint) VALUES ('01ca67bc-7ef1-3516-a404-c2c102ff5d6a')
  ON CONFLICT (singleton) DO UPDATE SET fingerprint = EXCLUDED.fingerprint;
