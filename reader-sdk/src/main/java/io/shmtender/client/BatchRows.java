package io.shmtender.client;

import io.shmtender.client.policy.BatchPolicy;
import io.shmtender.client.policy.ReadModeSC;
import io.shmtender.client.wire.MalformedResponseException;
import io.shmtender.client.wire.Request;
import io.shmtender.client.wire.Response;
import io.shmtender.reader.ClusterView;
import io.shmtender.reader.Key;
import io.shmtender.reader.ShmReaderException;
import java.util.List;

/** What a batch asks, row by row, and what it takes from the answers. Used by one thread. */
abstract class BatchRows {
  final void execute(ClientCluster cluster, BatchPolicy policy) {
    ClusterView view = cluster.view();
    if (count() > 0) {
      new BatchExecution(cluster, view, policy, this).run();
    }
  }

  abstract int count();

  abstract Key key(int row);

  abstract boolean isWrite(int row);

  abstract ReadModeSC readModeSC(int row);

  /** Appends what a row asks for, without number and digest. */
  abstract void encode(Request request, int row);

  /** Whether a row asks for the same as another that is sent before it, of the same set. */
  abstract boolean repeats(int row, int before);

  /** Takes a row's answer. It is the last one unless the row is tried again. */
  abstract void answered(int row, int resultCode, Response response)
      throws MalformedResponseException;

  /** Notes what a row failed with in the client, whatever the server did. It is not tried again. */
  abstract void failed(int row, ShmReaderException why);

  /** Notes that a row was sent and not answered. */
  abstract void sentWithoutAnswer(int row);

  /** Notes that a row is not tried again although the last attempt was not answered. */
  abstract void givenUp(int row, ShmReaderException why);

  /** What became of the rows. */
  abstract List<? extends BatchRecord> records();
}
