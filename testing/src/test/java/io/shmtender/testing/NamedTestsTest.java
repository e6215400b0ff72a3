package io.shmtender.testing;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** That whoever mistypes the name of a test hears of it, in a build of several modules. */
@Tag("process")
final class NamedTestsTest {
  private static final Path SCRIPT = Path.of("src", "build", "named-tests.sh");

  @TempDir Path root;

  @BeforeEach
  void writeModules() throws IOException {
    write("first", "a/b/RightTest", "final class RightTest {\n  @Test\n  void isRight() {}\n}\n");
    write("inner/second", "a/c/OtherTest", "final class OtherTest {}\n");
    write("first", "a/b/JarIT", "@Tag(\"packaged\")\nfinal class JarIT {}\n");
  }

  private void write(String module, String type, String text) throws IOException {
    Path file = root.resolve(module).resolve("src/test/java").resolve(type + ".java");
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
  }

  /** Returns what is wrong with a name in a build of some modules; nothing if it is right. */
  private List<String> wrong(String name, String goal, String... modules) {
    String built =
        Stream.of(modules)
            .map(module -> "MavenProject: group:" + module + ":1 @ " + pom(module))
            .collect(Collectors.joining(", ", "[", "]"));
    try (ChildProcess script =
        new ChildProcess(
            new ProcessBuilder(
                "bash", SCRIPT.toString(), root.toString(), name, built, "[" + goal + "]"))) {
      int exit = script.awaitEnd(Duration.ofMinutes(1));
      List<String> said = script.lines();
      assertEquals(said.isEmpty() ? 0 : 1, exit, said::toString);
      return said;
    }
  }

  private Path pom(String module) {
    return root.resolve(module).resolve("pom.xml");
  }

  @Test
  void aTestThatOneOfTheModulesHasIsFound() {
    for (String name :
        List.of(
            "RightTest",
            "a.b.RightTest",
            "a/b/RightTest.java",
            "Right*",
            "RightTest#isRight",
            "RightTest#is*",
            "RightTest,OtherTest",
            "Right*,!Wrong*",
            "%regex[.*Wrong.*]")) {
      assertEquals(List.of(), wrong(name, "test", ".", "first", "inner/second"), name);
    }
  }

  @Test
  void aTestThatNoneOfThemHasIsAnError() {
    assertEquals(
        List.of(
            "-Dtest: no test is called RigthTest; a class is named with or without its package,"
                + " and may have wildcards"),
        wrong("RightTest,RigthTest", "test", ".", "first", "inner/second"));
    assertEquals(
        List.of("-Dtest: RightTest has no test isRigth"),
        wrong("RightTest#isRight+isRigth", "test", ".", "first"));
  }

  @Test
  void aTestOfAModuleThatIsNotBuiltIsAnErrorThatSaysWhereItIs() {
    assertEquals(
        List.of(
            "-Dtest: OtherTest is in inner/second, which is not built: say '-pl inner/second -am'"),
        wrong("OtherTest", "test", ".", "first"));
  }

  @Test
  void aTestOfTheJarIsAnErrorWhereNoJarIsMade() {
    assertEquals(List.of(), wrong("JarIT", "verify", "first"));
    assertEquals(
        List.of("-Dtest: JarIT needs what the build packages: say 'verify' in place of 'test'"),
        wrong("JarIT", "test", "first"));
  }
}
