package io.streamproc.api.idempotency;

/** Is told which slots this instance owns; on a worker thread, and must not block it. */
public interface SlotListener {
  void acquired(int slot);

  /** It was given up, or found to be taken over. */
  void released(int slot);
}
