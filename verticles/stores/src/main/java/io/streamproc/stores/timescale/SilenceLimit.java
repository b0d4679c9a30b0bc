package io.streamproc.stores.timescale;

import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.timeout.IdleStateEvent;
import io.netty.handler.timeout.IdleStateHandler;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.impl.SocketConnectionBase;
import io.vertx.sqlclient.internal.SqlConnectionInternal;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * Closes a connection on which nothing moves, which fails whoever waits on it and frees its place
 * in the pool.
 *
 * <p>The idle timeout of Vert.x' transport can't: the PostgreSQL client turns that close into a
 * farewell to the server and waits for the server to close. A server that hangs never does, so a
 * query to it would never end. This handler stands between client and socket, where its close is
 * what it says. It is the one place that uses internal classes of the client, to get there.
 */
final class SilenceLimit extends IdleStateHandler {
  private final Runnable onEnd;

  private SilenceLimit(Duration limit, Runnable onEnd) {
    super(0, 0, limit.toMillis(), TimeUnit.MILLISECONDS);
    this.onEnd = onEnd;
  }

  /**
   * @param connection just made, for a pool
   * @param onEnd called when it has ended, by this limit or anything else, before the pool knows
   */
  static void impose(SqlConnection connection, Duration limit, Runnable onEnd) {
    SocketConnectionBase inner =
        (SocketConnectionBase) ((SqlConnectionInternal) connection).unwrap().unwrap();
    inner.socket().channelHandlerContext().pipeline().addFirst(new SilenceLimit(limit, onEnd));
  }

  @Override
  public void channelInactive(ChannelHandlerContext context) throws Exception {
    onEnd.run();
    super.channelInactive(context);
  }

  @Override
  protected void channelIdle(ChannelHandlerContext context, IdleStateEvent event) {
    context.close();
  }
}
