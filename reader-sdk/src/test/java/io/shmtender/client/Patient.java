package io.shmtender.client;

import com.aerospike.client.policy.ClientPolicy;
import com.aerospike.client.policy.Policy;
import io.shmtender.client.policy.BatchPolicy;
import io.shmtender.client.policy.ReadPolicy;
import io.shmtender.client.policy.WritePolicy;
import io.shmtender.reader.Router;
import java.util.List;

/**
 * Policies for tests whose subject is no timeout. The defaults allow a command one second, and that
 * a busy machine takes longer is no failure of a client.
 */
final class Patient {
  static final int MILLIS = 60_000;

  static final ReadPolicy READ = ReadPolicy.defaults().withTotalTimeout(MILLIS);
  static final WritePolicy WRITE = WritePolicy.defaults().withTotalTimeout(MILLIS);
  static final BatchPolicy BATCH_READ = BatchPolicy.defaults().withTotalTimeout(MILLIS);
  static final BatchPolicy BATCH_WRITE = BatchPolicy.writeDefaults().withTotalTimeout(MILLIS);

  /** The defaults but for the timeouts. */
  static final ClientOptions OPTIONS =
      ClientOptions.defaults().withReadPolicy(READ).withWritePolicy(WRITE);

  private Patient() {}

  /** Returns a client that no timeout of the commands without a policy of their own troubles. */
  static ShmClient client(Router router) {
    return ShmClient.of(router, OPTIONS);
  }

  /** Returns as much for the official client, connecting included. */
  static ClientPolicy official() {
    ClientPolicy policy = new ClientPolicy();
    policy.timeout = MILLIS;
    for (Policy each :
        List.of(
            policy.readPolicyDefault,
            policy.writePolicyDefault,
            policy.batchPolicyDefault,
            policy.batchParentPolicyWriteDefault)) {
      official(each);
    }
    return policy;
  }

  /** Gives a policy of the official client the same patience. */
  static <T extends Policy> T official(T policy) {
    policy.setTimeouts(MILLIS / 2, MILLIS);
    return policy;
  }
}
