package io.shmtender.client;

import io.shmtender.client.net.Connection;
import io.shmtender.client.net.Deadline;
import io.shmtender.client.wire.MalformedResponseException;
import io.shmtender.client.wire.Response;
import java.io.IOException;

/** Reads what a node answers to many rows: each in any order, and how the whole ended. */
abstract class RowAnswers {
  /** Returns until when to wait for the next part. */
  abstract Deadline until();

  /** Whether a row was asked for and has no answer yet. */
  abstract boolean isAsked(int row);

  /**
   * Takes a row's answer.
   *
   * @throws MalformedResponseException if it cannot be read, and so nothing after it either
   */
  abstract void answered(int row, Response response) throws MalformedResponseException;

  /**
   * Reads the whole answer; returns its result code.
   *
   * @throws MalformedResponseException if it is none
   * @throws IOException if the connection is broken, or nothing came in time
   */
  final int readAnswers(Connection connection) throws IOException, MalformedResponseException {
    while (true) {
      Response response = connection.receiveRows(until());
      while (response.nextRow()) {
        if (response.isLast()) {
          int resultCode = response.resultCode();
          if (response.nextRow()) {
            throw new MalformedResponseException("something follows the end of a batch's answer");
          }
          connection.requireAllConsumed();
          return resultCode;
        }
        int row = response.batchIndex();
        if (!isAsked(row)) {
          throw new MalformedResponseException(
              "record " + row + " of a batch is answered, which was not asked for");
        }
        answered(row, response);
      }
    }
  }
}
