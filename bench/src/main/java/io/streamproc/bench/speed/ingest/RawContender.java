package io.streamproc.bench.speed.ingest;

import io.streamproc.bench.speed.Contender;
import io.streamproc.bench.speed.Sample;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/** A {@link RawProducer} in a process of its own. */
final class RawContender implements Contender {
  private final Target target;
  private final Socket socket;
  private final BufferedReader in;
  private final PrintWriter out;

  /** Connects to it. */
  RawContender(Target target) throws IOException {
    this.target = target;
    socket = new Socket(InetAddress.getLoopbackAddress(), target.port());
    in =
        new BufferedReader(
            new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII));
    out = new PrintWriter(socket.getOutputStream(), true, StandardCharsets.US_ASCII);
  }

  @Override
  public String name() {
    return target.name();
  }

  @Override
  public Sample load(Duration length) throws Exception {
    return target.meter().measure(() -> send(length));
  }

  private double send(Duration length) throws IOException {
    out.println(length.toMillis());
    String answer = in.readLine();
    if (answer == null) {
      throw new IOException("the raw producer has failed, see its log");
    }
    return Double.parseDouble(answer);
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
