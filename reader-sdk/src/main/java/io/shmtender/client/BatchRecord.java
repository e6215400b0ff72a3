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
import java.util.Objects;

/**
 * One record's part of a batch, and its outcome, which the batch fills in. Do not read it on
 * another thread, or give it to another batch, before the batch has ended.
 */
public abstract sealed class BatchRecord permits BatchDelete, BatchRead, BatchWrite {
  private final Key key;
  private Record record;
  private int code = ResultCode.NO_RESPONSE.number();
  private boolean inDoubt;
  private ShmReaderException failure;

  BatchRecord(Key key) {
    this.key = Objects.requireNonNull(key, "key");
  }

  /** Returns the record's key. */
  public final Key key() {
    return key;
  }

  /**
   * Returns the record as the server answered, after a write without bins; null if it failed or
   * does not exist.
   */
  public final Record record() {
    return record;
  }

  /**
   * Returns how the server answered; {@link ResultCode#NO_RESPONSE} if it did not, and what there
   * is in {@link #failure()} if it was not asked or its answer could not be read.
   */
  public final ResultCode resultCode() {
    return ResultCode.of(code);
  }

  /**
   * Returns the number of {@link #resultCode()}: the server's, 0 to 255, or one below zero, such as
   * -15 if there was no answer.
   */
  public final int code() {
    return code;
  }

  /**
   * Returns whether this is a write that did not succeed and may have been applied all the same.
   */
  public final boolean inDoubt() {
    return inDoubt;
  }

  /**
   * Returns why there is no answer, or none that could be read; null if the server answered, be it
   * with a refusal.
   */
  public final ShmReaderException failure() {
    return failure;
  }

  /** Whether it may change the record. */
  abstract boolean isWrite();

  /** Appends what it asks for, without number and digest. */
  abstract void encode(Request request, BatchPolicy parent);

  /** Whether it asks for the same as the one before, of a record in the same set. */
  abstract boolean repeats(BatchRecord before);

  /** Returns how it reads a strong-consistency namespace. */
  ReadModeSC readModeSC(BatchPolicy parent) {
    return parent.readPolicy().readModeSC();
  }

  /** Reads the answer to it. */
  Record read(Response response) throws MalformedResponseException {
    return Particles.readRecord(response);
  }

  /** Forgets what became of it before, and takes the client's policy if it was given none. */
  void begin(ClientOptions options) {
    record = null;
    code = ResultCode.NO_RESPONSE.number();
    inDoubt = false;
    failure = null;
  }

  final void answered(int resultCode, Record read) {
    code = resultCode;
    record = read;
    failure = null;
    if (resultCode == Proto.RESULT_OK) {
      inDoubt = false;
    } else if (resultCode == Proto.RESULT_TIMEOUT) {
      inDoubt = isWrite();
    }
    // After any other answer it is in doubt if an earlier attempt was not answered.
  }

  final void failed(ShmReaderException why) {
    failed(why, why.code());
  }

  final void failed(ShmReaderException why, int resultCode) {
    code = resultCode;
    record = null;
    failure = why;
    inDoubt |= why.inDoubt();
  }

  final void sentWithoutAnswer() {
    inDoubt = isWrite();
  }

  // What was answered before is worth more than why there is no second answer.
  final void givenUp(ShmReaderException why) {
    if (code == ResultCode.NO_RESPONSE.number()) {
      failure = why;
    }
  }

  @Override
  public String toString() {
    return getClass().getSimpleName()
        + "["
        + key
        + ", "
        + resultCode()
        + (record == null ? "" : ", " + record)
        + (failure == null ? "" : ", " + failure.getMessage())
        + (inDoubt ? ", in doubt" : "")
        + "]";
  }
}
