package io.streamproc.api.idempotency;

/** Called when this instance acquires or releases a slot, on a worker thread; must not block. */
public interface SlotListener {
  void acquired(int slot);

  /** The slot was released, or another instance was found to have taken it. */
  void released(int slot);
}
