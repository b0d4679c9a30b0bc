package io.streamproc.cluster;

/** The process can't join the cluster; the message tells the user the reason and the remedy. */
public final class ClusterException extends RuntimeException {
  private static final long serialVersionUID = 1;

  ClusterException(String message, Throwable cause) {
    super(message, cause);
  }
}
