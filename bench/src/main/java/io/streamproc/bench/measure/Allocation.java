package io.streamproc.bench.measure;

import com.sun.management.ThreadMXBean;
import com.sun.tools.attach.AttachNotSupportedException;
import com.sun.tools.attach.VirtualMachine;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import javax.management.remote.JMXConnector;
import javax.management.remote.JMXConnectorFactory;
import javax.management.remote.JMXServiceURL;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Bytes that the threads of another JVM have allocated on its heap, read by JMX on loopback.
 * Threads that have ended are not counted, so it suits processes whose threads live as long as they
 * do.
 */
public final class Allocation implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Allocation.class);

  private final JMXConnector connector;
  private final ThreadMXBean threads;

  private Allocation(JMXConnector connector, ThreadMXBean threads) {
    this.connector = connector;
    this.threads = threads;
  }

  /**
   * Attaches to a JVM of this user, which starts its management agent if it has none.
   *
   * @throws IOException if it can't be attached to
   */
  public static Allocation of(long pid) throws IOException {
    try {
      VirtualMachine machine = VirtualMachine.attach(Long.toString(pid));
      JMXServiceURL address;
      try {
        address = new JMXServiceURL(machine.startLocalManagementAgent());
      } finally {
        machine.detach();
      }
      JMXConnector connector = JMXConnectorFactory.connect(address);
      ThreadMXBean threads =
          ManagementFactory.newPlatformMXBeanProxy(
              connector.getMBeanServerConnection(),
              ManagementFactory.THREAD_MXBEAN_NAME,
              ThreadMXBean.class);
      return new Allocation(connector, threads);
    } catch (AttachNotSupportedException e) {
      throw new IOException("can't attach to the JVM " + pid, e);
    }
  }

  /** Bytes so far of the threads that run now. */
  public double bytes() {
    long[] ids = threads.getAllThreadIds();
    return Arrays.stream(threads.getThreadAllocatedBytes(ids)).filter(b -> b > 0).sum();
  }

  @Override
  public void close() {
    try {
      connector.close();
    } catch (IOException e) {
      LOG.debug("the measured JVM has already ended", e);
    }
  }
}
