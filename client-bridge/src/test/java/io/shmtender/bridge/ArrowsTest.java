package io.shmtender.bridge;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.lang.invoke.VarHandle;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Whom the bridge may call, and which of its classes knows the official client's insides. */
@Tag("once") // The class files are the same.
final class ArrowsTest {
  private static final String WHY =
      "docs/design/overview.md, section \"Who may call whom\", says what the bridge is for and whom"
          + " it calls";
  private static final JavaClasses BRIDGE = bridge();

  // Tests run in the directory of their module.
  private static JavaClasses bridge() {
    Path directory = Path.of("target", "classes");
    JavaClasses found = new ClassFileImporter().importPath(directory);
    assertTrue(found.size() > 10, () -> found.size() + " classes in " + directory);
    return found;
  }

  @Test
  void theBridgeCallsTheReaderAndTheOfficialClientAndNothingElse() {
    classes()
        .should()
        .onlyDependOnClassesThat(
            resideInAnyPackage(
                "io.shmtender.bridge",
                "io.shmtender.reader",
                "com.aerospike.client..",
                "java..",
                "javax.."))
        .because(WHY)
        .check(BRIDGE);
  }

  @Test
  void oneClassKnowsTheInsidesOfTheOfficialClient() {
    noClasses()
        .that()
        .doNotHaveFullyQualifiedName(ClientHooks.class.getName())
        .should()
        .dependOnClassesThat()
        .areAssignableTo(VarHandle.class)
        .orShould()
        .dependOnClassesThat(resideInAPackage("com.aerospike.client.admin.."))
        .because("what is not public changes with every release of it. " + WHY)
        .check(BRIDGE);
  }

  @Test
  void noClassOfTheBridgeIsOneOfTheOfficialClient() {
    noClasses()
        .should()
        .beAssignableTo(resideInAPackage("com.aerospike.."))
        .because("what is overridden there changes with every release of it. " + WHY)
        .check(BRIDGE);
  }
}
