-- A change that IF NOT EXISTS alone could never make: a column in tables that exist, and a rollup
-- with another definition.
ALTER TABLE {s}.events ADD COLUMN IF NOT EXISTS note text;
ALTER TABLE {s}.events_sparse ADD COLUMN IF NOT EXISTS note text;
DROP MATERIALIZED VIEW IF EXISTS {s}.events_1d;
