package io.streamproc.cluster;

/** How the members of a cluster find each other. */
public enum Discovery {
  /** Uses the addresses in the settings. */
  TCP,
  /** Uses the addresses of a headless service, in DNS or in the Kubernetes API. */
  KUBERNETES,
  /** Uses multicast in the local network. */
  MULTICAST
}
