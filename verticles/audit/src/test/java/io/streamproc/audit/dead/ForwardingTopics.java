package io.streamproc.audit.dead;

import io.streamproc.audit.kafka.TopicLog;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** Topics that a test can watch. */
class ForwardingTopics implements TopicLog {
  private final TopicLog to;

  ForwardingTopics(TopicLog to) {
    this.to = to;
  }

  @Override
  public String topicId(String topic) {
    return to.topicId(topic);
  }

  @Override
  public TreeMap<Integer, Range> ranges(String topic) {
    return to.ranges(topic);
  }

  @Override
  public Map<Integer, Position> positions(String group, String topic) {
    return to.positions(group, topic);
  }

  @Override
  public void commit(String group, String topic, Map<Integer, Position> positions) {
    to.commit(group, topic, positions);
  }

  @Override
  public void read(
      String topic, Map<Integer, Range> ranges, Consumer<ConsumerRecord<byte[], byte[]>> each) {
    to.read(topic, ranges, each);
  }
}
