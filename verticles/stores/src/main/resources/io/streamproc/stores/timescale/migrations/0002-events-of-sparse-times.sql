-- Events of periods that are not worth a chunk, see Density. Never a hypertable.
CREATE TABLE IF NOT EXISTS {s}.events_sparse (LIKE {s}.events);

CREATE INDEX IF NOT EXISTS events_sparse_time_idx ON {s}.events_sparse (time DESC);
