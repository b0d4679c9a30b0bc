package io.streamproc.cluster;

import com.hazelcast.config.TcpIpConfig;
import java.util.List;

/**
 * The listed members, without those addresses at which no member answers at the moment. Most of the
 * range is for processes that start later. Hazelcast reads the list when it joins and when it
 * searches for lost members; each address that does not answer costs one second when it joins and
 * five seconds in each later search, and a server that accepts the connection and stays silent
 * would keep it from joining for as long as it runs. A member's own port answers before it reads
 * the list, so if two members start at the same time, at least one finds the other.
 */
final class ListeningMembers extends TcpIpConfig {
  private final List<String> listed;

  ListeningMembers(List<String> listed) {
    this.listed = listed;
  }

  @Override
  public List<String> getMembers() {
    return MemberProbe.answering(listed);
  }
}
