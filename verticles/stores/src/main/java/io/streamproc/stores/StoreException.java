package io.streamproc.stores;

/** A request to a store failed. */
public final class StoreException extends RuntimeException {
  private static final long serialVersionUID = 1;

  private final Remedy remedy;

  /**
   * @param message store, address and error, without secrets
   * @param remedy what can make the same request succeed
   */
  public StoreException(String message, Remedy remedy, Throwable cause) {
    super(message, cause);
    this.remedy = remedy;
  }

  public Remedy remedy() {
    return remedy;
  }

  /** Whether the same request can never succeed. */
  public boolean isPermanent() {
    return remedy == Remedy.NONE;
  }
}
