package io.streamproc.cluster;

/** How the members of a cluster find each other. */
public enum Discovery {
  /** At addresses that the settings list. */
  TCP,
  /** By the addresses of a headless service, in DNS or in the Kubernetes API. */
  KUBERNETES,
  /** By calling out into the local network. */
  MULTICAST
}
