package io.shmtender.client;

import io.shmtender.client.policy.BatchPolicy;
import io.shmtender.client.policy.ReadModeSC;
import io.shmtender.client.wire.MalformedResponseException;
import io.shmtender.client.wire.Proto;
import io.shmtender.client.wire.Request;
import io.shmtender.client.wire.Response;
import io.shmtender.reader.Key;
import io.shmtender.reader.ShmReaderException;
import java.util.List;
import java.util.Objects;

/** Records each of which may be read, written or deleted. */
final class BatchRecordRows extends BatchRows {
  private final BatchPolicy policy;
  private final BatchRecord[] records;

  BatchRecordRows(ClientOptions options, BatchPolicy policy, List<? extends BatchRecord> records) {
    this.policy = Objects.requireNonNull(policy, "policy");
    this.records =
        Arguments.requireAll(
            Objects.requireNonNull(records, "records").toArray(new BatchRecord[0]), "records");
    for (BatchRecord record : this.records) {
      record.begin(options);
    }
  }

  boolean allSucceeded() {
    for (BatchRecord record : records) {
      if (record.code() != Proto.RESULT_OK) {
        return false;
      }
    }
    return true;
  }

  @Override
  int count() {
    return records.length;
  }

  @Override
  Key key(int row) {
    return records[row].key();
  }

  @Override
  boolean isWrite(int row) {
    return records[row].isWrite();
  }

  @Override
  ReadModeSC readModeSC(int row) {
    return records[row].readModeSC(policy);
  }

  @Override
  void encode(Request request, int row) {
    records[row].encode(request, policy);
  }

  @Override
  boolean repeats(int row, int before) {
    return records[row].repeats(records[before]) && !(policy.sendKey() && records[row].isWrite());
  }

  @Override
  void answered(int row, int resultCode, Response response) throws MalformedResponseException {
    boolean found = resultCode == Proto.RESULT_OK;
    records[row].answered(resultCode, found ? records[row].read(response) : null);
  }

  @Override
  void failed(int row, ShmReaderException why) {
    records[row].failed(why);
  }

  @Override
  void sentWithoutAnswer(int row) {
    records[row].sentWithoutAnswer();
  }

  @Override
  void givenUp(int row, ShmReaderException why) {
    records[row].givenUp(why);
  }

  @Override
  List<BatchRecord> records() {
    return List.of(records);
  }
}
