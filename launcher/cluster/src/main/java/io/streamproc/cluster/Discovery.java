package io.streamproc.cluster;

/** How the members of a cluster find each other. */
public enum Discovery {
  /** At the addresses in the settings. */
  TCP,
  /** By the addresses of a headless service, in DNS or in the Kubernetes API. */
  KUBERNETES,
  /** By multicast in the local network. */
  MULTICAST
}
