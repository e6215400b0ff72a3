package io.shmtender.simulator.server;

import io.shmtender.simulator.record.Answer;
import io.shmtender.simulator.record.Commands;
import io.shmtender.simulator.topology.Claims;
import io.shmtender.simulator.topology.NodeView;
import io.shmtender.simulator.wire.Digest;
import io.shmtender.simulator.wire.Fields;
import io.shmtender.simulator.wire.Info3;
import io.shmtender.simulator.wire.RecordRequest;
import io.shmtender.simulator.wire.ResultCode;
import java.util.function.Predicate;

/**
 * The way of a command through a node, as in the server's {@code thr_tsvc.c}: check, find who is
 * responsible, execute here or as if proxied to the master. Thread-safe.
 */
public final class RecordService {
  private final Commands commands;
  private final Counters counters;
  private final Predicate<String> answers;

  /**
   * A node's commands.
   *
   * @param commands executes them
   * @param counters counts them
   * @param answers whether the node of a name would answer a proxied command
   */
  RecordService(Commands commands, Counters counters, Predicate<String> answers) {
    this.commands = commands;
    this.counters = counters;
    this.answers = answers;
  }

  /** Executes a command by what {@code view} knows of the cluster. */
  Answer execute(NodeView view, RecordRequest request) {
    counters.recordCommand();
    Fields fields = request.fields();
    Claims claims = fields.namespace() == null ? null : view.claims().get(fields.namespace());
    if (claims == null) {
      return Answer.of(ResultCode.NAMESPACE);
    }
    if (!view.isJoined()) {
      return Answer.of(ResultCode.PARTITION_UNAVAILABLE);
    }
    if (fields.wants() == Fields.Extras.TRANSACTION && !commands.isEnterprise()) {
      return Answer.of(ResultCode.ENTERPRISE_ONLY);
    }
    if (fields.wants() != Fields.Extras.NOTHING) {
      // A real server does these; saying so beats doing them wrongly.
      return Answer.of(ResultCode.UNSUPPORTED_FEATURE);
    }
    Digest digest = fields.digest();
    if (digest == null || (!request.isRead() && !request.isWrite())) {
      return Answer.of(ResultCode.PARAMETER);
    }
    int pid = digest.partitionId();
    int replica = claims.replica(pid);
    if (replica != 0) {
      String master = claims.master(pid);
      if (master == null && !mayReadUnavailable(claims, request)) {
        return Answer.of(ResultCode.PARTITION_UNAVAILABLE);
      }
      if (master != null && !mayReadHere(claims, request, replica)) {
        counters.proxiedCommand();
        if (!answers.test(master)) {
          return Answer.of(ResultCode.TIMEOUT);
        }
      }
    }
    return commands.execute(
        claims.namespace().records(), claims.namespace().defaultTtlSeconds(), request);
  }

  /** A prole serves reads; of a strong-consistency namespace only those that allow it. */
  private static boolean mayReadHere(Claims claims, RecordRequest request, int replica) {
    return !request.isWrite()
        && replica > 0
        && (!claims.namespace().spec().strongConsistency()
            || (request.info3() & Info3.SC_READ_RELAX) != 0);
  }

  private static boolean mayReadUnavailable(Claims claims, RecordRequest request) {
    int allowUnavailable = Info3.SC_READ_RELAX | Info3.SC_READ_TYPE;
    return !request.isWrite()
        && claims.namespace().spec().strongConsistency()
        && (request.info3() & allowUnavailable) == allowUnavailable;
  }
}
