package io.shmtender.client;

import io.shmtender.client.net.Connection;
import io.shmtender.client.net.Deadline;
import io.shmtender.client.policy.Policy;
import io.shmtender.client.wire.Proto;
import io.shmtender.reader.ResultCode;

/**
 * What a failed attempt means, for the node and for the next attempt: the same for single commands,
 * batches and commands that travel together. Single commands load this class when one has failed.
 */
final class RetryRules {
  private RetryRules() {}

  /** Whether a failure counts among the errors after which a node is left alone. */
  static boolean isOfNode(CommandException failure) {
    return !(failure instanceof PoolExhaustedException)
        && !(failure instanceof BackoffException)
        && !(failure instanceof UnreadableRecordException)
        && !(failure instanceof UnsupportedServerException)
        && !(failure instanceof NodeUnreachableException unreachable
            && unreachable.isFromShortage())
        && (!(failure instanceof ServerException refused)
            || refused.resultCode() == ResultCode.DEVICE_OVERLOAD);
  }

  /** Whether another attempt may succeed. */
  static boolean isRetryable(CommandException failure) {
    return !(failure instanceof ProtocolException)
        && !(failure instanceof AuthenticationException)
        && !(failure instanceof UnreadableRecordException)
        && !(failure instanceof UnsupportedServerException)
        && (!(failure instanceof ServerException refused) || isRetryable(refused.code()));
  }

  /** Whether another attempt at a record may succeed that the server refused. */
  static boolean isRetryable(int resultCode) {
    return resultCode == Proto.RESULT_TIMEOUT
        || resultCode == ResultCode.DEVICE_OVERLOAD.number()
        || resultCode == ResultCode.PARTITION_UNAVAILABLE.number();
  }

  /** Whether there may be another attempt after so many. */
  static boolean isAttemptLeft(Policy policy, Deadline deadline, int attempts) {
    return attempts <= policy.maxRetries() && deadline.leftNanos() > pauseNanos(policy, false);
  }

  /** Whether an attempt has waited as long as it may, so that the next one comes at once. */
  static boolean hasWaited(CommandException failure) {
    return failure instanceof CommandTimeoutException late && !late.fromServer();
  }

  /** How long to wait before the next attempt. */
  static long pauseNanos(Policy policy, boolean hasWaited) {
    return hasWaited ? 0 : policy.sleepBetweenRetries() * 1_000_000L;
  }

  /** How long to go on waiting for a holder of a partition that has none. */
  static long holderWaitNanos(Deadline deadline, long waitedNanos) {
    return deadline.totalMillis() == 0
        ? AttemptRoute.HOLDER_WAIT_NANOS - waitedNanos
        : deadline.leftNanos();
  }

  /** Whether a node refuses because the connection's session has ended. */
  static boolean isSessionEnd(int resultCode) {
    return resultCode == Proto.RESULT_EXPIRED_SESSION
        || resultCode == Proto.RESULT_NOT_AUTHENTICATED;
  }

  /**
   * Whether a broken connection is one that the node closed while it was idle, and so no attempt
   * yet: the same goes over another one.
   *
   * @param reused whether the connection was idle before
   * @param mayBeApplied whether it is a write and the server may have got the whole of it
   */
  static boolean wasClosedWhileIdle(boolean reused, boolean mayBeApplied, Connection connection) {
    return reused && !mayBeApplied && !connection.hasReceived();
  }
}
