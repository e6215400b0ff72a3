package io.shmtender.daemon.listen;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Who hears of what, and when. */
final class ListenersTest {
  private final List<String> heard = new ArrayList<>();

  /** What is listened by. */
  public interface Listening {
    /** Something has a number and a name. */
    default void named(int number, String name) {}

    /** Something ended. */
    default void ended() {}
  }

  /** What nobody can listen by. */
  public interface Asking {
    /** Expects an answer. */
    int ask();
  }

  private Listening noting(String who) {
    return new Listening() {
      @Override
      public void named(int number, String name) {
        heard.add(who + " " + number + " " + name);
      }

      @Override
      public void ended() {
        heard.add(who + " ended");
      }
    };
  }

  @Test
  void allHearOfEverythingInTheirOrder() {
    Listening all = Listeners.all(Listening.class, List.of(noting("a"), noting("b")));

    all.named(1, "x");
    all.ended();

    assertEquals(List.of("a 1 x", "b 1 x", "a ended", "b ended"), heard);
  }

  @Test
  void whoDoesNotCareHearsNothing() {
    Listening all = Listeners.all(Listening.class, List.of(new Listening() {}, noting("b")));

    all.ended();

    assertEquals(List.of("b ended"), heard);
  }

  static List<Throwable> failures() {
    return List.of(
        new IllegalStateException("meant to fail"),
        new NoClassDefFoundError("meant to fail"),
        new StackOverflowError("meant to fail"),
        new OutOfMemoryError("meant to fail"));
  }

  @ParameterizedTest
  @MethodSource("failures")
  void oneThatFailsKeepsItFromNobody(Throwable failure) {
    Listening failing =
        new Listening() {
          @Override
          public void ended() {
            if (failure instanceof Error error) {
              throw error;
            }
            throw (RuntimeException) failure;
          }
        };
    Listening all =
        Listeners.all(
            Listening.class,
            List.of(Listeners.all(Listening.class, List.of(failing)), failing, noting("b")));

    all.ended();
    all.ended();

    assertEquals(List.of("b ended", "b ended"), heard);
  }

  @Test
  void severalAreOneObjectLikeAnyOther() {
    Listening one = Listeners.all(Listening.class, List.of(noting("a")));
    Listening other = Listeners.all(Listening.class, List.of(noting("a")));

    Set<Listening> known = new HashSet<>(List.of(one));
    assertTrue(known.contains(one));
    assertFalse(known.contains(other));
    assertTrue(one.toString().contains("Listening"), one::toString);
    assertEquals(List.of(), heard);
  }

  @Test
  void whatExpectsAnAnswerIsNothingToListenBy() {
    List<Asking> asking = List.of(() -> 1);

    IllegalArgumentException refusal =
        assertThrows(IllegalArgumentException.class, () -> Listeners.all(Asking.class, asking));

    assertTrue(refusal.getMessage().contains("ask()"), refusal.getMessage());
  }

  @Test
  void whatIsKeptForLaterIsToldOnceInItsOrder() {
    Later<Listening> later = new Later<>(Listening.class, noting("a"));

    later.recorder().named(1, "x");
    later.recorder().ended();
    later.recorder().named(2, "y");
    assertEquals(List.of(), heard);
    later.passOn();
    later.passOn();

    assertEquals(List.of("a 1 x", "a ended", "a 2 y"), heard);
  }
}
