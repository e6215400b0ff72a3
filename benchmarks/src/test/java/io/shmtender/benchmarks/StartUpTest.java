package io.shmtender.benchmarks;

import static org.junit.jupiter.api.Assertions.*;

import io.shmtender.reader.ShmReader;
import java.io.IOException;
import java.lang.reflect.Field;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Holds the SDK to the rules of {@code docs/design/start-up.md}: by the classes that a fresh JVM
 * loads until it has its first record. They are counted, not timed, so that a busy host changes
 * nothing.
 */
// A directory in the jar's place takes other classes of the JDK to load from.
@Tag("packaged")
final class StartUpTest {
  // What is loaded besides what an empty program loads: the SDK's own classes, which are the same
  // on every JDK, and the JDK's, with room for what updates of it change. Raise the first one only
  // for what is worth every process's time; docs/design/start-up.md has other ways.
  private static final int MOST_OF_OURS = 66;
  private static final int MOST_OF_A_JDK_BEFORE_22 = 300;
  private static final int MOST_OF_A_JDK_SINCE_22 = 550;

  // What is caught or passed on along the way, and so is loaded when that is verified.
  private static final Set<String> EXCEPTIONS =
      Set.of(
          "ShmReaderException",
          "CommandException",
          "PartitionUnavailableException",
          "LoginRefusedException",
          "MalformedResponseException");

  private static final Path LIST = Path.of("target", "start-up-classes.txt");
  private static final String OURS = "io.shmtender.";

  @TempDir static Path directory;

  private static List<String> loaded;

  @BeforeAll
  static void getTheFirstRecord() throws IOException, InterruptedException {
    List<String> empty = load(EmptyProgram.class);
    try (ClusterProcess cluster = new ClusterProcess(Processors.ALL)) {
      FreshProcess.prepare(cluster);
      loaded = load(FirstRecord.class, cluster.directory());
    }
    loaded.removeAll(new HashSet<>(empty));
    loaded.removeIf(name -> name.equals(FirstRecord.class.getName()));
    Collections.sort(loaded);
    Files.write(LIST, loaded);
  }

  private static List<String> load(Class<?> program, String... arguments)
      throws IOException, InterruptedException {
    Path log = directory.resolve(program.getSimpleName());
    Process process =
        Jvm.start(
            Processors.ALL,
            List.of("-Xlog:class+load:file=" + log + ":none"),
            ShmReader.class,
            program,
            arguments);
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertEquals(0, process.waitFor(), output);
    List<String> names = new ArrayList<>();
    try (Stream<String> lines = Files.lines(log)) {
      // "java.lang.Object source: shared objects file"; hidden classes have an address behind "/".
      lines.forEach(line -> names.add(line.replaceFirst("(/0x\\p{XDigit}+)? source: .*", "")));
    }
    return names;
  }

  private static List<String> loaded(String prefix) {
    return loaded.stream().filter(name -> name.startsWith(prefix)).toList();
  }

  @Test
  void theFirstRecordNeedsNoMoreClassesOfTheSdkThanItDid() {
    requireAtMost(MOST_OF_OURS, loaded(OURS));
  }

  @Test
  void theFirstRecordNeedsNoMoreClassesOfTheJdkThanItDid() {
    List<String> ofTheJdk = new ArrayList<>(loaded);
    ofTheJdk.removeAll(loaded(OURS));
    requireAtMost(
        Runtime.version().feature() < 22 ? MOST_OF_A_JDK_BEFORE_22 : MOST_OF_A_JDK_SINCE_22,
        ofTheJdk);
  }

  private static void requireAtMost(int most, List<String> names) {
    assertTrue(
        names.size() <= most,
        () ->
            names.size()
                + " classes are loaded for the first record, and "
                + most
                + " may be. Compare "
                + LIST.toAbsolutePath()
                + " with that of the commit before; docs/design/start-up.md has the rules");
  }

  @Test
  void theSdkHasNoLambdaOnItsWay() {
    assertEquals(
        List.of(), loaded(OURS).stream().filter(name -> name.contains("$$Lambda")).toList());
  }

  @Test
  void theSdkHasNoSwitchOnAnEnumOnItsWay() throws ClassNotFoundException {
    List<String> tables = new ArrayList<>();
    for (String name : loaded(OURS)) {
      Class<?> type = Class.forName(name, false, StartUpTest.class.getClassLoader());
      for (Field field : type.getDeclaredFields()) {
        if (field.getName().startsWith("$SwitchMap$")) {
          tables.add(name);
        }
      }
    }
    assertEquals(List.of(), tables);
  }

  @Test
  void theSdkLoadsNoFurtherExceptionBeforeAnythingFailed() {
    assertEquals(
        List.of(),
        loaded(OURS).stream()
            .map(name -> name.substring(name.lastIndexOf('.') + 1))
            .filter(name -> name.endsWith("Exception") && !EXCEPTIONS.contains(name))
            .toList());
  }

  @Test
  void aCommandThatIsNotRunIsNotLoaded() {
    List<String> names = loaded(OURS);
    for (String command : List.of("WriteCommand", "DeleteCommand", "OperateCommand")) {
      assertTrue(names.stream().noneMatch(name -> name.endsWith("." + command)), command);
    }
  }

  @Test
  void nothingOfRegularExpressionsAndFormatsIsThere() {
    assertEquals(List.of(), loaded("java.util.regex."));
    assertEquals(List.of(), loaded("java.util.Formatter"));
  }
}
