package io.streamproc.cluster;

/** Whether a member is lite, so that it holds none of the cluster's data (nodes, subscriptions). */
public enum LiteMember {
  /** Lite if none of its roles uses the event bus. */
  AUTO,
  /** Lite. Such a member waits until there is a member that holds data. */
  TRUE,
  /** Holds data. */
  FALSE
}
