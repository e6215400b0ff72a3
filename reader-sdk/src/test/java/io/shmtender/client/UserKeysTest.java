package io.shmtender.client;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.shmtender.client.policy.BatchPolicy;
import io.shmtender.reader.Key;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;

/** User keys and values are often secrets, and what exceptions say gets into logs. */
class UserKeysTest {
  @Test
  void exceptionsTellNamespaceSetAndDigestButNeitherUserKeysNorValues() throws Exception {
    String secret = "session-4711";
    Key key = Key.of("test", "set", secret);
    String named = "test:set:" + HexFormat.of().formatHex(key.digest());
    // The answer is none to a batch, which waits for the rest of it.
    BatchPolicy batch = BatchPolicy.defaults().withMaxRetries(0).withTotalTimeout(100);
    Record record =
        new Record(new String[] {"a"}, new Value[] {new Value.StringValue(secret)}, 1, 0);
    try (FakeNode node = new FakeNode((number, out) -> out.write(FakeNode.response(4)));
        ShmClient client = Patient.client(node)) {
      for (Runnable failing :
          List.<Runnable>of(
              () -> client.get(key),
              () -> client.put(key, new Bin("a", secret)),
              () -> client.put(key),
              () -> client.operate(key),
              () -> client.put(key, new Bin("a", secret + "\uD800")),
              () -> client.get(batch, new Key[] {key, key}),
              () -> record.getLong("a"))) {
        RuntimeException failure = assertThrows(RuntimeException.class, failing::run);
        StringWriter all = new StringWriter();
        failure.printStackTrace(new PrintWriter(all));
        assertFalse(all.toString().contains(secret), all::toString);
      }
      RuntimeException failure = assertThrows(ServerException.class, () -> client.get(key));
      assertTrue(failure.getMessage().contains(named), failure::getMessage);
    }
  }
}
