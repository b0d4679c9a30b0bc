package io.streamproc.testkit.bus;

/** What may become of a message on its way. */
public enum Fault {
  /** It is lost; whoever has sent it does not learn that. */
  DROP,
  /** It comes later than it would, and so possibly behind younger ones. */
  DELAY,
  /** It comes twice; the copy of a request is one that nobody waits for the answer of. */
  DUPLICATE,
  /** It comes right behind the next one to the same address, or 100 ms late if there is none. */
  REORDER
}
