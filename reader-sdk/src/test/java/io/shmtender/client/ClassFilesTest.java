package io.shmtender.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.shmtender.reader.Key;
import io.shmtender.reader.ShmReader;
import java.lang.reflect.Method;
import java.lang.reflect.Parameter;
import org.junit.jupiter.api.Test;

/** What the class files tell those who debug an application and those who write one. */
class ClassFilesTest {
  @Test
  void stackTracesSayTheLine() {
    byte[] tooShort = new byte[Key.DIGEST_SIZE - 1];
    RuntimeException failure =
        assertThrows(RuntimeException.class, () -> Key.ofDigest("test", "set", tooShort));
    StackTraceElement thrower = failure.getStackTrace()[0];
    assertEquals("Key.java", thrower.getFileName());
    assertTrue(thrower.getLineNumber() > 0, thrower::toString);
  }

  @Test
  void parametersHaveTheirNames() {
    for (Class<?> type : new Class<?>[] {ShmReader.class, ShmClient.class, Key.class}) {
      for (Method method : type.getMethods()) {
        if (method.getDeclaringClass() == type) {
          for (Parameter parameter : method.getParameters()) {
            assertTrue(parameter.isNamePresent(), () -> parameter + " of " + method);
          }
        }
      }
    }
  }
}
