package io.streamproc.stores.timescale;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.ByteToMessageDecoder;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.SqlResult;
import java.util.Iterator;
import java.util.List;

/**
 * Runs {@code COPY ... FROM STDIN} on a connection of the PostgreSQL client, which does not know
 * that command. The client sends the statement as a simple query. The server answers with a
 * CopyInResponse, which the client would reject: this handler takes it out of the stream and sends
 * the data. The server then ends the command as any other, and the client reads the number of rows
 * and readiness, or the error.
 *
 * <p>It sits next to the client's codec, so TLS and timeouts apply to the data as well. It is added
 * for one command, while no other is under way, and so starts at the beginning of a message.
 *
 * @see <a href="https://www.postgresql.org/docs/current/protocol-flow.html#PROTOCOL-COPY">COPY
 *     Operations</a>
 */
final class CopyData extends ByteToMessageDecoder {
  private static final byte COPY_IN_RESPONSE = 'G';
  private static final int HEAD = 5; // type and length, which counts itself

  private final Iterator<ByteBuf> messages;
  private boolean sent;

  private CopyData(Iterator<ByteBuf> messages) {
    this.messages = messages;
  }

  /**
   * Runs the statement.
   *
   * @param connection without a command under way
   * @param messages CopyData messages and CopyDone, which are taken and sent one after another when
   *     the server asks for them, so that it works on one while the next is encoded
   * @return the number of rows
   */
  static Future<Integer> send(
      SqlConnection connection, String statement, Iterator<ByteBuf> messages) {
    ChannelPipeline pipeline = ClientPipeline.of(connection);
    CopyData handler = new CopyData(messages);
    pipeline.addBefore(ClientPipeline.CODEC, null, handler);
    Future<RowSet<Row>> end = connection.query(statement).execute();
    return end.map(SqlResult::rowCount).onComplete(done -> handler.leave(pipeline));
  }

  private void leave(ChannelPipeline pipeline) {
    if (pipeline.context(this) != null) {
      pipeline.remove(this);
    }
  }

  @Override
  protected void decode(ChannelHandlerContext context, ByteBuf in, List<Object> out) {
    if (in.readableBytes() < HEAD) {
      return;
    }
    int length = 1 + in.getInt(in.readerIndex() + 1);
    if (in.readableBytes() < length) {
      return;
    }
    if (in.getByte(in.readerIndex()) == COPY_IN_RESPONSE && !sent) {
      in.skipBytes(length);
      sent = true;
      messages.forEachRemaining(context::writeAndFlush);
    } else {
      out.add(in.readRetainedSlice(length));
    }
  }
}
