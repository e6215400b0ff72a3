package io.shmtender.client;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.aerospike.client.policy.Policy;
import io.shmtender.client.policy.ReadPolicy;
import io.shmtender.client.policy.WritePolicy;
import java.lang.reflect.Method;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** Policies have the official client's knobs, by its names and with its defaults. */
final class PolicyDefaultsTest {
  @Test
  void readPolicy() throws Exception {
    compare(
        ReadPolicy.defaults(),
        new Policy(),
        Set.of(
            "connectTimeout",
            "maxRetries",
            "readModeAP",
            "readModeSC",
            "readTouchTtlPercent",
            "replica",
            "sendKey",
            "sleepBetweenRetries",
            "socketTimeout",
            "totalTimeout"));
  }

  @Test
  void writePolicy() throws Exception {
    compare(
        WritePolicy.defaults(),
        new com.aerospike.client.policy.WritePolicy(),
        Set.of(
            "commitLevel",
            "connectTimeout",
            "durableDelete",
            "expiration",
            "generation",
            "generationPolicy",
            "maxRetries",
            "recordExistsAction",
            "replica",
            "respondAllOps",
            "sendKey",
            "sleepBetweenRetries",
            "socketTimeout",
            "totalTimeout"));
  }

  private static void compare(Object mine, Policy theirs, Set<String> atLeast) throws Exception {
    Set<String> missing = new TreeSet<>(atLeast);
    for (Method wither : PolicyKnobsTest.withers(mine)) {
      String knob = PolicyKnobsTest.nameOf(wither);
      Object value = PolicyKnobsTest.value(mine, knob);
      Object official = theirs.getClass().getField(knob).get(theirs);
      assertEquals(official.toString(), value.toString(), knob);
      missing.remove(knob);
    }
    assertEquals(Set.of(), missing);
  }
}
