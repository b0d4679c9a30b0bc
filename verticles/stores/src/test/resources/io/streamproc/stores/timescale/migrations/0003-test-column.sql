-- A change that IF NOT EXISTS alone could never make: a column in tables that exist, and a rollup
-- with another definition, which is a table if the events are in a plain table.
ALTER TABLE {s}.events ADD COLUMN IF NOT EXISTS note text;
ALTER TABLE {s}.events_sparse ADD COLUMN IF NOT EXISTS note text;
DO $$ BEGIN
  IF to_regclass('{s}.stale_ranges') IS NULL THEN
    DROP MATERIALIZED VIEW IF EXISTS {s}.events_1d;
  ELSE
    DROP TABLE IF EXISTS {s}.events_1d;
  END IF;
END $$;
