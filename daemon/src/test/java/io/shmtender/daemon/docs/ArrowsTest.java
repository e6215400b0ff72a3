package io.shmtender.daemon.docs;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static java.util.Map.entry;
import static org.junit.jupiter.api.Assertions.*;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Which packages may call which, in all modules that others are built on. */
@Tag("once") // The class files are the same.
final class ArrowsTest {
  private static final String WHY =
      "docs/design/overview.md, section \"Who may call whom\", says what each package is for and"
          + " whom it calls";

  private static final String ROOT = "io.shmtender.";
  private static final String OF_THE_DAEMON = ROOT + "daemon.";

  private static final JavaClasses SDK = classesOf("reader-sdk");
  private static final JavaClasses SIMULATOR = classesOf("simulator");
  private static final JavaClasses DAEMON = classesOf("daemon");

  private static final Map<String, String> ARROWS_OF_THE_SDK =
      Map.ofEntries(
          entry("reader", "reader.digest reader.host reader.layout"),
          entry("reader.digest", ""),
          entry("reader.host", ""),
          entry("reader.info", "reader.layout"),
          entry("reader.layout", ""),
          entry("reader.login", ""),
          entry(
              "client",
              "client.net client.policy client.wire reader reader.host reader.info reader.login"),
          entry("client.cdt", "client"),
          entry("client.net", "client.wire reader.login"),
          entry("client.policy", ""),
          entry("client.wire", ""));

  private static final String BELOW_LAUNCH =
      "cclient cluster conductor config files http listen memory metrics nativecode owner report"
          + " segment service status tend";

  // Besides the reading of segments, which all may call.
  private static final Map<String, String> ARROWS_OF_THE_DAEMON =
      Map.ofEntries(
          entry("cclient", "cluster listen memory nativecode report segment"),
          entry("cli", BELOW_LAUNCH + " launch"),
          entry("cluster", ""),
          entry("conductor", "cclient cluster files listen owner report segment tend"),
          entry("config", "cclient http segment tend"),
          entry("files", ""),
          entry("http", "report"),
          entry("launch", BELOW_LAUNCH),
          entry("listen", ""),
          entry("memory", ""),
          entry("metrics", "cclient cluster conductor http report segment tend"),
          entry("nativecode", ""),
          entry("owner", "files"),
          entry("report", ""),
          entry("segment", "cluster files memory owner"),
          entry("service", "cluster conductor nativecode report tend"),
          entry("status", "cclient cluster conductor http report segment tend"),
          entry("tend", "cluster listen report"));

  // Tests run in the directory of their module.
  private static JavaClasses classesOf(String module) {
    Path directory = Path.of("..", module, "target", "classes");
    JavaClasses found = new ClassFileImporter().importPath(directory);
    assertTrue(found.size() > 50, () -> found.size() + " classes in " + directory);
    return found;
  }

  @Test
  void readingASegmentCallsNothingOfTheCommands() {
    noClasses()
        .that(resideInAPackage(ROOT + "reader.."))
        .should()
        .dependOnClassesThat(resideInAPackage(ROOT + "client.."))
        .because(WHY)
        .check(SDK);
  }

  @Test
  void theDaemonRunsNoCommandOfTheSdk() {
    noClasses()
        .should()
        .dependOnClassesThat(resideInAPackage(ROOT + "client.."))
        .because(WHY)
        .check(DAEMON);
  }

  @Test
  void oneClassOfTheDaemonKnowsChronicleBytes() {
    noClasses()
        .that()
        .doNotHaveFullyQualifiedName(OF_THE_DAEMON + "memory.SharedWords")
        .should()
        .dependOnClassesThat(resideInAPackage("net.openhft.."))
        .because("the methods of SharedWords name the order that they keep. " + WHY)
        .check(DAEMON);
  }

  @Test
  void noClassOfTheDaemonIsOneOfTheOfficialClient() {
    noClasses()
        .should()
        .beAssignableTo(resideInAPackage("com.aerospike.."))
        .because("what is overridden there changes with every release of it. " + WHY)
        .check(DAEMON);
  }

  @Test
  void theSimulatorAndWhatItJudgesKnowNothingOfEachOther() {
    noClasses()
        .should()
        .dependOnClassesThat(
            resideInAnyPackage(ROOT + "reader..", ROOT + "client..", ROOT + "daemon.."))
        .because(WHY)
        .check(SIMULATOR);
    for (JavaClasses judged : Arrays.asList(SDK, DAEMON)) {
      noClasses()
          .should()
          .dependOnClassesThat(resideInAPackage(ROOT + "simulator.."))
          .because(WHY)
          .check(judged);
    }
  }

  @Test
  void packagesOfTheSdkCallThoseBelowThem() {
    requireArrows(SDK, ROOT, ARROWS_OF_THE_SDK);
  }

  @Test
  void packagesOfTheDaemonCallThoseBelowThem() {
    requireArrows(DAEMON, OF_THE_DAEMON, ARROWS_OF_THE_DAEMON);
  }

  private static void requireArrows(
      JavaClasses classes, String prefix, Map<String, String> arrows) {
    TreeSet<String> packages = new TreeSet<>();
    for (JavaClass each : classes) {
      packages.add(each.getPackageName());
    }
    for (String each : packages) {
      String callees = arrows.get(each.substring(prefix.length()));
      assertNotNull(callees, () -> each + " is in no list of arrows. " + WHY);
      String[] allowed =
          Stream.concat(
                  Stream.of(each),
                  Pattern.compile(" ")
                      .splitAsStream(callees)
                      .filter(name -> !name.isEmpty())
                      .map(prefix::concat))
              .toArray(String[]::new);
      classes()
          .that(resideInAPackage(each))
          .should()
          .onlyDependOnClassesThat(
              resideInAnyPackage(allowed).or(not(resideInAPackage(prefix + "."))))
          .because(WHY)
          .check(classes);
    }
  }

  @Test
  void noPackageIsOnACircle() {
    for (JavaClasses module : Arrays.asList(SDK, SIMULATOR, DAEMON)) {
      slices().matching(ROOT + "(**)").should().beFreeOfCycles().because(WHY).check(module);
    }
  }

  @Test
  void thePrefixOfAPackageNamesItsModule() {
    requirePrefix(SDK, ROOT + "reader..", ROOT + "client..");
    requirePrefix(SIMULATOR, ROOT + "simulator..");
    requirePrefix(DAEMON, ROOT + "daemon..");
  }

  private static void requirePrefix(JavaClasses module, String... prefixes) {
    classes().should().resideInAnyPackage(prefixes).because(WHY).check(module);
  }
}
