/**
 * The product against programs of other projects that do the same: {@link
 * io.streamproc.bench.speed.peers.PeersCase}. What they consist of is built in {@code bench/peers}.
 */
package io.streamproc.bench.speed.peers;
