package io.streamproc.cluster;

/** Whether a member holds a share of the cluster's data: who is there, who listens to what. */
public enum LiteMember {
  /** It does, unless none of its roles uses the event bus. */
  AUTO,
  /** It does not. Such a member needs another one that does, and waits for it. */
  TRUE,
  /** It does. */
  FALSE
}
