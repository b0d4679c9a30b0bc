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
INSERT INTO {s}.made (fingerprint) VALUES ('b8d138f7-1ede-382f-b0b4-56512430981f')
  ON CONFLICT (singleton) DO UPDATE SET fingerprint = EXCLUDED.fingerprint;
