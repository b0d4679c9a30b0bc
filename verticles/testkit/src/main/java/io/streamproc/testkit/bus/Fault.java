package io.streamproc.testkit.bus;

/** A fault of the delivery of a message. */
public enum Fault {
  /** The message is lost; its sender is not told. */
  DROP,
  /** It comes later than it would, and so possibly behind younger ones. */
  DELAY,
  /** The message is delivered twice; the reply to a duplicate request is discarded. */
  DUPLICATE,
  /** It comes right behind the next one to the same address, or 100 ms late if there is none. */
  REORDER
}
