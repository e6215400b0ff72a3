package io.shmtender.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.shmtender.client.policy.BatchDeletePolicy;
import io.shmtender.client.policy.BatchPolicy;
import io.shmtender.client.policy.BatchWritePolicy;
import io.shmtender.client.policy.ReadPolicy;
import io.shmtender.client.policy.WritePolicy;
import io.shmtender.reader.Key;
import io.shmtender.reader.ReaderOptions;
import io.shmtender.simulator.SimulatedCluster;
import java.lang.reflect.Array;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Whoever hands over null learns which argument it was, whatever the command is. */
final class NullArgumentsTest {
  private static final Key KEY = Key.of("test", "set", 1);
  private static final Map<Class<?>, Object> SAMPLES =
      Map.ofEntries(
          Map.entry(Key.class, KEY),
          Map.entry(Key[].class, new Key[] {KEY}),
          Map.entry(ReadPolicy.class, Patient.READ),
          Map.entry(WritePolicy.class, Patient.WRITE),
          Map.entry(BatchPolicy.class, Patient.BATCH_READ),
          Map.entry(BatchWritePolicy.class, BatchWritePolicy.defaults()),
          Map.entry(BatchDeletePolicy.class, BatchDeletePolicy.defaults()),
          Map.entry(Bin[].class, new Bin[] {new Bin("a", "text")}),
          Map.entry(String[].class, new String[] {"a"}),
          Map.entry(Operation[].class, new Operation[] {Operation.get("a")}),
          Map.entry(List.class, List.of(new BatchRead(KEY, true))));
  private static final Set<String> OTHERS = Set.of("async", "equals", "wait");

  @Test
  void everyCommandNamesTheArgumentThatIsNull() throws Exception {
    int checked = 0;
    try (SimulatedCluster cluster = SimulatedCluster.builder().nodes(1).start();
        ShmClient client = Patient.client(new SimulatedRouter(cluster))) {
      for (Method command : ShmClient.class.getMethods()) {
        if (Modifier.isStatic(command.getModifiers()) || OTHERS.contains(command.getName())) {
          continue;
        }
        Class<?>[] types = command.getParameterTypes();
        for (int i = 0; i < types.length; i++) {
          checkNull(client, command, i, null);
          checked++;
          if (types[i].isArray()) {
            Object withNull = Array.newInstance(types[i].getComponentType(), 1);
            checkNull(client, command, i, withNull);
            checked++;
          }
        }
      }
    }
    assertTrue(checked > 100, checked + " arguments");
  }

  private static void checkNull(ShmClient client, Method command, int position, Object argument)
      throws IllegalAccessException {
    List<Object> arguments = new ArrayList<>();
    for (Class<?> type : command.getParameterTypes()) {
      Object sample = SAMPLES.get(type);
      assertTrue(sample != null, "no sample of " + type + " for " + command);
      arguments.add(sample);
    }
    arguments.set(position, argument);
    InvocationTargetException failure =
        assertThrows(
            InvocationTargetException.class,
            () -> command.invoke(client, arguments.toArray()),
            () -> command + " " + position);
    Class<?> type = command.getParameterTypes()[position];
    String where = command + " " + position + " " + Arrays.asList(arguments);
    NullPointerException refused =
        assertInstanceOf(NullPointerException.class, failure.getCause(), where);
    String name = nameOf(type) + (argument == null ? "" : "[0]");
    assertTrue(
        refused.getMessage().equals(name)
            || (type.getSimpleName().endsWith("Policy") && isPolicyName(refused.getMessage())),
        () -> where + ": " + refused.getMessage());
  }

  private static boolean isPolicyName(String name) {
    return Set.of("policy", "writePolicy", "deletePolicy").contains(name);
  }

  private static String nameOf(Class<?> type) {
    if (type == Key.class) {
      return "key";
    }
    if (type == Key[].class) {
      return "keys";
    }
    if (type == List.class) {
      return "records";
    }
    return type == Operation[].class ? "operations" : "bins";
  }

  @Test
  void partsOfArgumentsAreNamed() {
    assertNamed("key", () -> new BatchRead(null, true));
    assertNamed("policy", () -> new BatchDelete(null, KEY));
    assertNamed("policy", () -> new BatchWrite(null, KEY, new Bin("a", 1)));
    assertNamed("bins[1]", () -> new BatchWrite(KEY, new Bin("a", 1), null));
    assertNamed("operations[0]", () -> new BatchRead(KEY, new Operation[1]));
    assertNamed("name", () -> new Bin(null, 1));
    assertNamed("name", () -> Operation.get(null));
    assertNamed("namespace", () -> Key.of(null, "set", 1));
    assertNamed("router", () -> ShmClient.of(null));
    assertNamed("readPolicy", () -> ClientOptions.defaults().withReadPolicy(null));
    assertNamed("rackIds", () -> ClientOptions.defaults().withRackIds(null));
    assertNamed("maxIdle", () -> ClientOptions.defaults().withMaxIdle(null));
  }

  private static void assertNamed(String name, Runnable call) {
    assertEquals(name, assertThrows(NullPointerException.class, call::run).getMessage());
  }

  @Test
  void keysOfSegmentsAreShownAsOperatorsWriteThem() {
    String shown = ReaderOptions.defaults().toString();
    assertTrue(shown.contains("key=0xA7000000"), shown);
  }
}
