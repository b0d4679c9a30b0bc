package io.streamproc.stores.timescale;

import io.netty.channel.ChannelPipeline;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.impl.SocketConnectionBase;
import io.vertx.sqlclient.internal.SqlConnectionInternal;

/**
 * The Netty pipeline of a connection of the PostgreSQL client. The only class that uses the
 * client's internal classes.
 */
final class ClientPipeline {
  /** Name of the client's handler that encodes and decodes PostgreSQL's protocol. */
  static final String CODEC = "codec";

  private ClientPipeline() {}

  /**
   * @param connection a connection of a pool
   */
  static ChannelPipeline of(SqlConnection connection) {
    SocketConnectionBase inner =
        (SocketConnectionBase) ((SqlConnectionInternal) connection).unwrap().unwrap();
    return inner.socket().channelHandlerContext().pipeline();
  }
}
