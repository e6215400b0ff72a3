package io.shmtender.client;

import io.shmtender.client.policy.BatchPolicy;
import io.shmtender.client.policy.ReadModeSC;
import io.shmtender.client.wire.MalformedResponseException;
import io.shmtender.client.wire.Proto;
import io.shmtender.client.wire.Request;
import io.shmtender.client.wire.Response;
import io.shmtender.reader.Key;
import io.shmtender.reader.ResultCode;
import io.shmtender.reader.ShmReaderException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** Reads the same of many records: an array of keys, an array of results, and little between. */
final class BatchReadRows extends BatchRows {
  private final BatchPolicy policy;
  private final Key[] keys;
  private final BatchRead template;
  // One of these two is null.
  private final Record[] records;
  private final boolean[] existing;
  // Made for the first row that fails.
  private int[] failures;
  // Made for the first that has more to say than a result code.
  private ShmReaderException[] reasons;

  BatchReadRows(BatchPolicy policy, Key[] keys, BatchRead template, boolean wantsRecords) {
    this.policy = Objects.requireNonNull(policy, "policy");
    this.keys = keys;
    this.template = template;
    this.records = wantsRecords ? new Record[keys.length] : null;
    this.existing = wantsRecords ? null : new boolean[keys.length];
  }

  Record[] read() {
    return records;
  }

  boolean[] existing() {
    return existing;
  }

  void requireAllRead() {
    if (failures != null) {
      for (int row = 0; row < failures.length; row++) {
        if (failures[row] != 0) {
          throw failure(row);
        }
      }
    }
  }

  private BatchException failure(int row) {
    ShmReaderException why = reasons == null ? null : reasons[row];
    String what =
        ResultCode.of(failures[row])
            + " ("
            + failures[row]
            + ") is "
            + (why == null ? "the server's answer for" : "what became of")
            + " record "
            + row
            + " of a batch, key "
            + keys[row]
            + ", and maybe of others";
    return new BatchException(why == null ? what : what + ": " + why.getMessage(), why, records());
  }

  @Override
  int count() {
    return keys.length;
  }

  @Override
  Key key(int row) {
    return keys[row];
  }

  @Override
  boolean isWrite(int row) {
    return false;
  }

  @Override
  ReadModeSC readModeSC(int row) {
    return policy.readPolicy().readModeSC();
  }

  @Override
  void encode(Request request, int row) {
    template.encode(request, policy, keys[row]);
  }

  @Override
  boolean repeats(int row, int before) {
    return true;
  }

  @Override
  void answered(int row, int resultCode, Response response) throws MalformedResponseException {
    boolean found = resultCode == Proto.RESULT_OK;
    if (found || resultCode == Proto.RESULT_NOT_FOUND) {
      if (records == null) {
        existing[row] = found;
      } else if (found) {
        records[row] = template.read(response);
      }
      if (failures != null) {
        failures[row] = 0;
      }
      if (reasons != null) {
        reasons[row] = null;
      }
    } else {
      fail(row, resultCode);
    }
  }

  @Override
  void failed(int row, ShmReaderException why) {
    fail(row, why.code());
    explain(row, why);
  }

  @Override
  void sentWithoutAnswer(int row) {
    // Nothing is changed by reading.
  }

  @Override
  void givenUp(int row, ShmReaderException why) {
    fail(row, ResultCode.NO_RESPONSE.number());
    explain(row, why);
  }

  private void explain(int row, ShmReaderException why) {
    if (reasons == null) {
      reasons = new ShmReaderException[keys.length];
    }
    reasons[row] = why;
  }

  private void fail(int row, int code) {
    if (failures == null) {
      failures = new int[keys.length];
    }
    failures[row] = code;
  }

  @Override
  List<BatchRead> records() {
    List<BatchRead> all = new ArrayList<>(keys.length);
    for (int row = 0; row < keys.length; row++) {
      BatchRead read = template.of(keys[row]);
      boolean found = records == null ? existing[row] : records[row] != null;
      if (failures != null && failures[row] != 0) {
        if (reasons != null && reasons[row] != null) {
          read.failed(reasons[row], failures[row]);
        } else {
          read.answered(failures[row], null);
        }
      } else if (found) {
        read.answered(Proto.RESULT_OK, records == null ? null : records[row]);
      } else {
        read.answered(Proto.RESULT_NOT_FOUND, null);
      }
      all.add(read);
    }
    return all;
  }
}
