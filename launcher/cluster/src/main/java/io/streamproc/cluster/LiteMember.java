package io.streamproc.cluster;

/** Whether a member is lite: it stores none of the cluster's data (nodes, subscriptions). */
public enum LiteMember {
  /** Lite if none of its roles uses the event bus. */
  AUTO,
  /** Lite. Such a member waits for a member that stores data. */
  TRUE,
  /** Stores data. */
  FALSE
}
