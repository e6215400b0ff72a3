package io.shmtender.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.aerospike.client.policy.ClientPolicy;
import io.shmtender.client.policy.BatchDeletePolicy;
import io.shmtender.client.policy.BatchPolicy;
import io.shmtender.client.policy.BatchReadPolicy;
import io.shmtender.client.policy.BatchWritePolicy;
import io.shmtender.client.policy.GenerationPolicy;
import io.shmtender.client.policy.ReadPolicy;
import io.shmtender.client.policy.WritePolicy;
import io.shmtender.reader.Key;
import io.shmtender.reader.ResultCode;
import io.shmtender.simulator.SimulatedCluster;
import java.lang.reflect.Method;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.Test;

final class ClientOptionsTest {
  private static final ClientOptions DEFAULTS = ClientOptions.defaults();
  private static final Set<String> DERIVED = Set.of("batchPolicy", "batchParentPolicyWrite");

  @Test
  void everyOptionIsChangedAloneAndShown() throws Exception {
    Map<String, Object> changes = changes();
    ClientOptions before = DEFAULTS.withTls(SSLContext.getDefault());
    for (Method change : withMethods()) {
      String name = nameOf(change);
      ClientOptions after = (ClientOptions) change.invoke(before, changes.get(name));
      for (Method other : withMethods()) {
        Object was = option(before, nameOf(other));
        Object is = option(after, nameOf(other));
        if (nameOf(other).equals(name)) {
          assertEquals(changes.get(name), is, name);
          assertNotEquals(was, is, name);
          assertTrue(after.toString().contains(name + "=" + is), after.toString());
        } else if (!DERIVED.contains(nameOf(other))) {
          assertEquals(was, is, name + " changed " + nameOf(other));
        }
      }
    }
  }

  private static Map<String, Object> changes() throws NoSuchAlgorithmException {
    Map<String, Object> changes = new HashMap<>();
    changes.put("readPolicy", ReadPolicy.defaults().withMaxRetries(7));
    changes.put("writePolicy", WritePolicy.defaults().withMaxRetries(7));
    changes.put("batchPolicy", BatchPolicy.defaults().withMaxRetries(7));
    changes.put("batchParentPolicyWrite", BatchPolicy.defaults().withMaxRetries(8));
    changes.put("batchReadPolicy", BatchReadPolicy.defaults().withReadTouchTtlPercent(7));
    changes.put("batchWritePolicy", BatchWritePolicy.defaults().withExpiration(7));
    changes.put("batchDeletePolicy", BatchDeletePolicy.defaults().withGeneration(7));
    changes.put("maxConnectionsPerNode", 7);
    changes.put("minConnectionsPerNode", 6);
    changes.put("maxIdle", Duration.ofSeconds(7));
    changes.put("maxErrorRate", 7);
    changes.put("errorRateWindow", Duration.ofSeconds(7));
    changes.put("rackIds", List.of(7));
    changes.put("tls", SSLContext.getInstance("TLS"));
    changes.put("tlsName", "seven");
    changes.put("combining", Combining.defaults().withSynchronous(true));
    changes.put("credentials", Credentials.internal("seven", "secret"));
    return changes;
  }

  private static List<Method> withMethods() {
    List<Method> methods = new ArrayList<>();
    for (Method method : ClientOptions.class.getMethods()) {
      if (method.getName().startsWith("with")) {
        methods.add(method);
      }
    }
    return methods;
  }

  private static String nameOf(Method withMethod) {
    String name = withMethod.getName().substring("with".length());
    return Character.toLowerCase(name.charAt(0)) + name.substring(1);
  }

  private static Object option(ClientOptions options, String name) throws Exception {
    return ClientOptions.class.getMethod(name).invoke(options);
  }

  @Test
  void policiesOfBatchesAreTheOfficialClientsUnlessThoseOfSingleCommandsAreChanged() {
    ClientPolicy official = new ClientPolicy();
    assertEquals(official.batchPolicyDefault.maxRetries, DEFAULTS.batchPolicy().maxRetries());
    assertEquals(official.batchPolicyDefault.totalTimeout, DEFAULTS.batchPolicy().totalTimeout());
    assertEquals(
        official.batchParentPolicyWriteDefault.maxRetries,
        DEFAULTS.batchParentPolicyWrite().maxRetries());
    assertEquals(
        official.batchParentPolicyWriteDefault.totalTimeout,
        DEFAULTS.batchParentPolicyWrite().totalTimeout());
    assertEquals(BatchPolicy.defaults(), DEFAULTS.batchPolicy());
    assertEquals(BatchPolicy.writeDefaults(), DEFAULTS.batchParentPolicyWrite());
    ClientOptions changed =
        DEFAULTS
            .withReadPolicy(ReadPolicy.defaults().withTotalTimeout(77))
            .withWritePolicy(WritePolicy.defaults().withTotalTimeout(88));
    assertEquals(77, changed.batchPolicy().totalTimeout());
    assertEquals(88, changed.batchParentPolicyWrite().totalTimeout());
  }

  @Test
  void limitsOfBatchesAreTheClientsWhereTheCallNamesNone() {
    try (SimulatedCluster cluster = SimulatedCluster.builder().nodes(1).start()) {
      SimulatedRouter router = new SimulatedRouter(cluster);
      router.freeze();
      cluster.killNode(cluster.nodes().get(0).name());
      ClientOptions options =
          Patient.OPTIONS
              .withMaxErrorRate(0)
              .withBatchPolicy(Patient.BATCH_READ.withMaxRetries(3))
              .withBatchParentPolicyWrite(Patient.BATCH_WRITE.withMaxRetries(1));
      try (ShmClient client = ShmClient.of(router, options)) {
        Key[] keys = {Key.of("test", "set", 1)};
        assertEquals(4, attempts(() -> client.get(keys)));
        assertEquals(4, attempts(() -> client.getHeader(keys)));
        assertEquals(4, attempts(() -> client.exists(keys)));
        assertEquals(4, attempts(() -> client.operate(keys, Operation.get("a"))));
        assertEquals(4, attempts(() -> client.operate(List.of(new BatchRead(keys[0], "a")))));
        assertEquals(2, attempts(() -> client.put(keys, new Bin("a", 1))));
        assertEquals(2, attempts(() -> client.delete(keys)));
        assertEquals(2, attempts(() -> client.operate(List.of(new BatchDelete(keys[0])))));
      }
    }
  }

  private static int attempts(Runnable batch) {
    BatchException failure = assertThrows(BatchException.class, batch::run);
    return ((CommandException) failure.getCause()).attempts();
  }

  @Test
  void rowsWithoutAPolicyHaveTheClients() {
    ClientOptions options =
        Patient.OPTIONS
            .withBatchWritePolicy(BatchWritePolicy.defaults().withExpiration(1_000))
            .withBatchDeletePolicy(
                BatchDeletePolicy.defaults()
                    .withGenerationPolicy(GenerationPolicy.EXPECT_GEN_EQUAL)
                    .withGeneration(99));
    try (SimulatedCluster cluster = SimulatedCluster.builder().nodes(2).start();
        ShmClient client = ShmClient.of(new SimulatedRouter(cluster), options)) {
      Key[] keys = {Key.of("test", "set", 1), Key.of("test", "set", 2)};
      client.put(keys, new Bin("a", 1));
      client.operate(List.of(new BatchWrite(keys[1], new Bin("a", 2))));
      for (Record record : client.get(keys)) {
        assertTrue(record.timeToLive() <= 1_000 && record.timeToLive() > 1, record.toString());
      }
      List<BatchRecord> deletes = new ArrayList<>(client.delete(keys).records());
      deletes.add(new BatchDelete(keys[0]));
      client.operate(deletes.subList(2, 3));
      for (BatchRecord delete : deletes) {
        assertEquals(ResultCode.GENERATION_ERROR, delete.resultCode());
      }
      BatchDelete own = new BatchDelete(BatchDeletePolicy.defaults(), keys[0]);
      assertTrue(client.operate(List.of(own)));
    }
  }
}
