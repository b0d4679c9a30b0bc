-- The statement by which versions before migrations stored a batch.
WITH locked AS (
  SELECT partition, next_offset FROM {s}.positions
  WHERE topic = $1::smallint AND partition = ANY($2::int[])
  ORDER BY partition FOR UPDATE
), advanced AS (
  UPDATE {s}.positions p SET next_offset = r.next
  FROM unnest($2::int[], $3::bigint[]) AS r(partition, next) JOIN locked USING (partition)
  WHERE p.topic = $1::smallint AND p.partition = r.partition AND r.next > locked.next_offset
)
INSERT INTO {s}.events (time, amount, "offset", partition, topic)
SELECT e.time, e.amount, e."offset", e.partition,
       CASE WHEN l.partition IS NULL THEN NULL ELSE $1::smallint END
FROM unnest($4::timestamptz[], $5::float8[], $6::int[], $7::bigint[])
       AS e(time, amount, partition, "offset")
  LEFT JOIN locked l ON l.partition = e.partition
WHERE l.partition IS NULL OR e."offset" >= l.next_offset
