/**
 * Faults of the machine under a running system: a full disk, a read-only file system, a clock that
 * jumps, and a limit of open files. Each fault hits one process for a while, under load; afterwards
 * the ledgers of clients, event-producer and stores must balance. Linux only, as root: the command
 * mounts small file systems in a mount namespace of its own. Start at {@code MachineFaultsCommand}.
 */
package io.streamproc.bench.machine;
