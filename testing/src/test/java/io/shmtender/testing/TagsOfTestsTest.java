package io.shmtender.testing;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A test that starts a process and does not say so is found, by whatever it does. */
final class TagsOfTestsTest {
  private static final String SAYS_NOT = " starts a process, and no tag says so";

  private static final class Fixture {
    static void start() {
      start("true");
    }

    static void start(String program) {
      try {
        new ProcessBuilder(program).start().destroy();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  private interface Starter {
    void begin();
  }

  private static final class RealStarter implements Starter {
    @Override
    public void begin() {
      Fixture.start();
    }
  }

  // Not by names that the build takes for tests: they are read and never run.
  static final class Untagged {
    @Test
    void atOnce() throws IOException {
      Runtime.getRuntime().exec(new String[] {"true"}).destroy();
    }

    @Test
    void byAFixture() {
      Fixture.start();
    }

    @Test
    void byAnInterface() {
      Starter starter = new RealStarter();
      starter.begin();
    }

    @Test
    void inALambda() {
      Runnable later = () -> Fixture.start();
      later.run();
    }

    @Test
    void byAReference() {
      Consumer<String> later = Fixture::start;
      later.accept("true");
    }

    @Test
    @Tag("slow")
    void withTheWrongTag() {
      Fixture.start();
    }

    @Test
    @Tag("process")
    void withTheTag() {
      Fixture.start();
    }

    @Test
    void startsNothing() {
      assertEquals("1", Integer.toString(1));
    }
  }

  static final class UntaggedBefore {
    @BeforeEach
    void start() {
      Fixture.start();
    }

    @Test
    @Tag("process")
    void saysSo() {}

    @Test
    void saysNothing() {}
  }

  @Tag("process")
  static final class Tagged {
    @BeforeEach
    void start() {
      Fixture.start();
    }

    @Test
    void startsToo() {
      Fixture.start();
    }
  }

  static final class Misspelt {
    @Test
    @Tag("proces")
    void startsNothing() {}
  }

  @Tag("process")
  static final class NamedIT {
    @Test
    void starts() {
      Fixture.start();
    }
  }

  private static List<String> mistakesOf(Class<?> tests) {
    JavaClasses classes =
        new ClassFileImporter()
            .importClasses(tests, Fixture.class, Starter.class, RealStarter.class);
    return TagsOfTests.mistakes(classes, Set.of(classes.get(tests))).stream()
        .map(mistake -> mistake.substring(0, mistake.indexOf(';')))
        .toList();
  }

  @Test
  void whoStartsAProcessSaysSo() {
    assertEquals(
        List.of(
            "Untagged.atOnce" + SAYS_NOT,
            "Untagged.byAFixture" + SAYS_NOT,
            "Untagged.byAReference" + SAYS_NOT,
            "Untagged.byAnInterface" + SAYS_NOT,
            "Untagged.inALambda" + SAYS_NOT,
            "Untagged.withTheWrongTag" + SAYS_NOT),
        mistakesOf(Untagged.class));
    assertEquals(List.of(), mistakesOf(Tagged.class));
  }

  @Test
  void whatRunsBeforeEveryTestNeedsATagOfTheClass() {
    assertEquals(List.of("UntaggedBefore.start" + SAYS_NOT), mistakesOf(UntaggedBefore.class));
  }

  @Test
  void aTagThatNothingGoesByIsAMistake() {
    assertEquals(
        List.of("Misspelt.startsNothing has a tag 'proces' that nothing goes by"),
        mistakesOf(Misspelt.class));
  }

  @Test
  void whatIsNamedAfterTheJarIsRunAfterIt() {
    assertEquals(
        List.of("NamedIT has the name, but not the tag of what needs a jar"),
        mistakesOf(NamedIT.class));
  }

  @Test
  void thisModuleHasNoMistake() {
    assertEquals(List.of(), TagsOfTests.mistakes());
  }
}
