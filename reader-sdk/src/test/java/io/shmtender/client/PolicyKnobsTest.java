package io.shmtender.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.shmtender.client.policy.BatchDeletePolicy;
import io.shmtender.client.policy.BatchPolicy;
import io.shmtender.client.policy.BatchReadPolicy;
import io.shmtender.client.policy.BatchWritePolicy;
import io.shmtender.client.policy.ReadPolicy;
import io.shmtender.client.policy.Replica;
import io.shmtender.client.policy.WritePolicy;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Each knob of each policy is changed by itself, checked, shown, and part of what equals. */
class PolicyKnobsTest {
  static Stream<Object> policies() {
    return Stream.of(
        ReadPolicy.defaults(),
        WritePolicy.defaults(),
        BatchPolicy.defaults(),
        BatchReadPolicy.defaults(),
        BatchWritePolicy.defaults(),
        BatchDeletePolicy.defaults());
  }

  /** The methods that change one knob. */
  static List<Method> withers(Object policy) {
    List<Method> withers = new ArrayList<>();
    for (Method method : policy.getClass().getMethods()) {
      if (method.getName().startsWith("with") && !method.getName().startsWith("withLimits")) {
        withers.add(method);
      }
    }
    assertTrue(withers.size() > 2, withers.toString());
    return withers;
  }

  static String nameOf(Method wither) {
    String name = wither.getName().substring("with".length());
    return Character.toLowerCase(name.charAt(0)) + name.substring(1);
  }

  // What a batch's policy says of reads is in the read policy that it has.
  static Object value(Object policy, String name) throws ReflectiveOperationException {
    Object owner =
        policy instanceof BatchPolicy batch && name.startsWith("readMode")
            ? batch.readPolicy()
            : policy;
    return owner.getClass().getMethod(name).invoke(owner);
  }

  private static Object another(Object value) {
    if (value instanceof Integer number) {
      return number + 7;
    } else if (value instanceof Boolean yes) {
      return !yes;
    } else if (value instanceof Enum<?> constant) {
      List<Object> all = Arrays.asList((Object[]) constant.getDeclaringClass().getEnumConstants());
      return all.get((all.indexOf(constant) + 1) % all.size());
    }
    return assertInstanceOf(ReadPolicy.class, value).withReadTouchTtlPercent(7);
  }

  @ParameterizedTest
  @MethodSource("policies")
  void isChangedAlone(Object before) throws Exception {
    for (Method wither : withers(before)) {
      String name = nameOf(wither);
      Object changed = another(value(before, name));
      Object after = wither.invoke(before, changed);

      assertEquals(changed, value(after, name), name);
      for (Method other : withers(before)) {
        String otherName = nameOf(other);
        // A batch's limits are its read policy's.
        if (!otherName.equals(name) && !otherName.equals("readPolicy")) {
          assertEquals(
              value(before, otherName), value(after, otherName), name + " changed " + otherName);
        }
      }
      assertTrue(after.toString().contains(name + "=" + changed), after.toString());
      assertNotEquals(before, after, name);
      Object again = wither.invoke(before, changed);
      assertEquals(after, again, name);
      assertEquals(after.hashCode(), again.hashCode(), name);
      assertEquals(before, wither.invoke(after, value(before, name)), name);
    }
  }

  @ParameterizedTest
  @MethodSource("policies")
  void isCheckedWhenItIsChanged(Object policy) throws Exception {
    for (Method wither : withers(policy)) {
      String name = nameOf(wither);
      Object value = value(policy, name);
      if (value instanceof Boolean) {
        continue;
      }
      Object wrong = value instanceof Integer ? -3 : null;
      Throwable refusal =
          assertThrows(InvocationTargetException.class, () -> wither.invoke(policy, wrong), name)
              .getCause();
      Class<?> expected =
          wrong == null ? NullPointerException.class : IllegalArgumentException.class;
      assertEquals(expected, refusal.getClass());
      assertTrue(refusal.getMessage().contains(name), refusal.toString());
    }
  }

  @ParameterizedTest
  @MethodSource("policies")
  void differsFromThatOfAnotherKind(Object policy) {
    assertEquals(1, policies().filter(policy::equals).count());
    assertTrue(policy.toString().startsWith(policy.getClass().getSimpleName() + "["));
  }

  @Test
  void limitsOfAnotherAreTakenOverWithoutTheRest() {
    WritePolicy writes =
        WritePolicy.defaults()
            .withReplica(Replica.MASTER)
            .withConnectTimeout(1)
            .withSocketTimeout(2)
            .withTotalTimeout(3)
            .withMaxRetries(4)
            .withSleepBetweenRetries(5)
            .withSendKey(true);

    assertEquals(
        ReadPolicy.defaults()
            .withReadTouchTtlPercent(9)
            .withReplica(Replica.MASTER)
            .withConnectTimeout(1)
            .withSocketTimeout(2)
            .withTotalTimeout(3)
            .withMaxRetries(4)
            .withSleepBetweenRetries(5),
        ReadPolicy.defaults().withReadTouchTtlPercent(9).withLimitsOf(writes));
  }
}
