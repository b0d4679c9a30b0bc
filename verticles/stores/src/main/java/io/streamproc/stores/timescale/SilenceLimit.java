package io.streamproc.stores.timescale;

import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.timeout.IdleStateEvent;
import io.netty.handler.timeout.IdleStateHandler;
import io.vertx.sqlclient.SqlConnection;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * Closes a connection on which no bytes are transferred. Its pending queries fail, and the pool can
 * open another connection.
 *
 * <p>The idle timeout of Vert.x can't do this: the PostgreSQL client turns that close into a
 * Terminate message and waits for the server to close the connection. A server that hangs never
 * does, so a query would never end. This handler sits between client and socket and closes the
 * socket itself.
 */
final class SilenceLimit extends IdleStateHandler {
  private final Runnable onEnd;

  private SilenceLimit(Duration limit, Runnable onEnd) {
    super(0, 0, limit.toMillis(), TimeUnit.MILLISECONDS);
    this.onEnd = onEnd;
  }

  /**
   * @param connection a new connection of a pool
   * @param onEnd called when the connection was closed, for any reason, before the pool learns of
   *     it
   */
  static void impose(SqlConnection connection, Duration limit, Runnable onEnd) {
    ClientPipeline.of(connection).addFirst(new SilenceLimit(limit, onEnd));
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
