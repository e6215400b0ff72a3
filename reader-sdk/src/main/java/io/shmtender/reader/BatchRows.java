package io.shmtender.reader;

import io.shmtender.reader.wire.MalformedResponseException;
import io.shmtender.reader.wire.Request;
import io.shmtender.reader.wire.Response;
import java.util.List;

/** What a batch asks, row by row, and what it takes from the answers. Used by one thread. */
abstract class BatchRows {
  final void execute(Cluster cluster, BatchPolicy policy) {
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
