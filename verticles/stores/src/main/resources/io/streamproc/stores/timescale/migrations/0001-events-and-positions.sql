CREATE TABLE IF NOT EXISTS {s}.topics (
  id smallint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  topic_id text NOT NULL UNIQUE);

-- Half empty pages: every batch updates a row, in place as long as there is room.
CREATE TABLE IF NOT EXISTS {s}.positions (
  topic smallint NOT NULL REFERENCES {s}.topics,
  partition int NOT NULL,
  next_offset bigint NOT NULL DEFAULT 0,
  PRIMARY KEY (topic, partition)) WITH (fillfactor = 50);

-- Widest columns first, which saves padding. No unique index and no foreign key: the positions
-- already keep an event from being stored twice, at half the cost.
CREATE TABLE IF NOT EXISTS {s}.events (
  time timestamptz NOT NULL,
  amount float8 NOT NULL,
  "offset" bigint NOT NULL,
  partition int NOT NULL,
  topic smallint NOT NULL);

CREATE INDEX IF NOT EXISTS events_time_idx ON {s}.events (time DESC);
