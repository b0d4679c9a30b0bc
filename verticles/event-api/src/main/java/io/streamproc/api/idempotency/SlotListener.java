package io.streamproc.api.idempotency;

/** Called when this instance acquires or releases a slot, on a worker thread; must not block. */
public interface SlotListener {
  void acquired(int slot);

  /** The slot was given up, or found to be taken over. */
  void released(int slot);
}
