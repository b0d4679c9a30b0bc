package io.streamproc.cluster;

import com.hazelcast.config.TcpIpConfig;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.List;

/**
 * The listed members, without those ports of this machine on which nothing listens at the moment.
 * Most of the range is for processes that start later. Hazelcast reads the list when it joins and
 * when it searches for lost members; each address that does not answer costs one second when it
 * joins and five seconds in each later search. Its own port is bound before, so that of two members
 * that start in the same instant at least one sees the other.
 */
final class ListeningMembers extends TcpIpConfig {
  private static final int PATIENCE_MS = 200;

  private final List<String> listed;

  ListeningMembers(List<String> listed) {
    this.listed = listed;
  }

  @Override
  public List<String> getMembers() {
    return listed.stream().filter(ListeningMembers::mayListen).toList();
  }

  private static boolean mayListen(String member) {
    int colon = member.lastIndexOf(':');
    InetSocketAddress address =
        new InetSocketAddress(
            member.substring(0, colon), Integer.parseInt(member.substring(colon + 1)));
    if (address.isUnresolved() || !address.getAddress().isLoopbackAddress()) {
      return true; // a check would take as long as Hazelcast's own attempt
    }
    try (Socket socket = new Socket()) {
      socket.connect(address, PATIENCE_MS);
      return true;
    } catch (IOException e) {
      return false;
    }
  }
}
