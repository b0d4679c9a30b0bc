package io.streamproc.bench.process;

import io.streamproc.testkit.JavaProcess;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A process that ends with this JVM at the latest. */
public final class BoundProcess implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(BoundProcess.class);

  private final JavaProcess process;
  private final Thread hook;

  /**
   * @param process which has been started
   */
  public BoundProcess(JavaProcess process) {
    this.process = process;
    hook = new Thread(process::close, "end-of-" + process.pid());
    Runtime.getRuntime().addShutdownHook(hook);
  }

  /** The process. */
  public JavaProcess get() {
    return process;
  }

  @Override
  public void close() {
    process.close();
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException e) {
      LOG.debug("the JVM is ending, so the hook runs as well", e);
    }
  }
}
