/**
 * Constants of the server that the page needs. ContractTest compares this file with them; its
 * -Dgolden.update=true writes it. Times in milliseconds.
 */
export const SERIES = ['high', 'low'];

/** Bucket widths that the API knows, ascending. */
export const STEPS = [1_000, 5_000, 10_000, 60_000, 300_000, 3_600_000, 86_400_000];

/** The widths of live updates; wider buckets are fetched periodically. */
export const LIVE_STEPS = [1_000, 5_000, 10_000, 60_000, 300_000];

/** An answer has at most this many buckets per series. */
export const MAX_BUCKETS = 1_000;

/** The last valid time of an event or a query, epoch milliseconds. */
export const LAST_TIME = 9_214_646_399_999;

/** The address of live updates on the event bus. */
export const LIVE_ADDRESS = 'streamproc.series.live';

/** The address of the state of the pipeline. */
export const PIPELINE_ADDRESS = 'streamproc.pipeline';

/** Time between two heartbeats of an idle live connection. */
export const HEARTBEAT = 1_000;
