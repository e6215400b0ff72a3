package io.shmtender.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.aerospike.client.AerospikeException;
import io.shmtender.reader.Key;
import io.shmtender.reader.NoSegmentException;
import io.shmtender.reader.PartitionUnavailableException;
import io.shmtender.reader.ResultCode;
import io.shmtender.reader.ShmReaderException;
import io.shmtender.reader.UnknownNamespaceException;
import java.io.IOException;
import java.lang.reflect.Field;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Code that decides by the official client's result codes can be moved as it is. */
final class ResultCodeTest {
  @Test
  void everyResultCodeOfTheOfficialClientHasItsNameAndNumberHere() throws Exception {
    int compared = 0;
    for (Field field : com.aerospike.client.ResultCode.class.getFields()) {
      // A second name of 200.
      if (field.getType() == int.class && !field.getName().equals("INDEX_ALREADY_EXISTS")) {
        ResultCode ours = ResultCode.valueOf(field.getName());
        assertEquals(field.getInt(null), ours.number(), field.getName());
        assertEquals(ours, ResultCode.of(ours.number()));
        compared++;
      }
    }
    assertTrue(compared > 80, compared + " compared");
    assertEquals(ResultCode.UNKNOWN, ResultCode.of(99));
    assertEquals(ResultCode.UNKNOWN, ResultCode.of(-1_000));
    assertEquals(ResultCode.UNKNOWN, ResultCode.of(1_000));
  }

  @Test
  void everythingThatACommandFailsWithHasTheOfficialNumber() {
    Key key = Key.of("test", "set", 1);
    CommandException.Attempt attempt =
        new CommandException.Attempt(key, FakeNode.node("N", 3000), 1, true);
    IOException broken = new IOException("broken");
    assertCode(
        new AerospikeException.Timeout(new com.aerospike.client.policy.Policy(), false),
        CommandTimeoutException.of(true, 1, Patient.READ, attempt));
    assertCode(
        new AerospikeException.Connection(broken),
        NodeUnreachableException.of("x", broken, attempt));
    assertCode(
        new AerospikeException.Connection(
            com.aerospike.client.ResultCode.NO_MORE_CONNECTIONS, "full"),
        PoolExhaustedException.of(1, attempt));
    assertCode(
        new AerospikeException.Backoff(com.aerospike.client.ResultCode.MAX_ERROR_RATE),
        BackoffException.of(ClientOptions.defaults(), attempt));
    assertCode(new AerospikeException.Parse("x"), ProtocolException.of(broken, attempt));
    assertCode(new AerospikeException.Parse("x"), UnreadableRecordException.of(broken, attempt));
    assertCode(new AerospikeException.InvalidNode("x"), new PartitionUnavailableException("x"));
    assertCode(new AerospikeException.InvalidNamespace("x", 1), new UnknownNamespaceException("x"));
    assertCode(new AerospikeException(62), AuthenticationException.of(62, null, broken, attempt));
    assertCode(new AerospikeException(99), ServerException.of(99, attempt));
    assertCode(
        new AerospikeException.BatchRecordArray(new com.aerospike.client.BatchRecord[0], null),
        new BatchException("x", null, List.of()));
    assertCode(new AerospikeException.Connection("nobody"), new NoSegmentException("x"));
    assertCode(new AerospikeException("x"), new ShmReaderException("x"));
    assertTrue(ServerException.of(99, attempt).inDoubt());
    assertEquals(ResultCode.UNKNOWN, ServerException.of(99, attempt).resultCode());
  }

  private static void assertCode(AerospikeException official, ShmReaderException ours) {
    assertEquals(official.getResultCode(), ours.code(), ours.getClass().getSimpleName());
  }
}
