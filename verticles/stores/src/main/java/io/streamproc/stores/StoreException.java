package io.streamproc.stores;

/** A store did not do what it was asked. */
public final class StoreException extends RuntimeException {
  private static final long serialVersionUID = 1;

  private final boolean permanent;

  /**
   * @param message which store, at which address, and what it said; no secret
   * @param permanent true if the same request can never succeed (the data is refused), false if it
   *     may succeed later (away, overloaded, restarting)
   */
  public StoreException(String message, boolean permanent, Throwable cause) {
    super(message, cause);
    this.permanent = permanent;
  }

  public boolean isPermanent() {
    return permanent;
  }
}
