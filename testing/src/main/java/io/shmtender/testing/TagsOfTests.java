package io.shmtender.testing;

import com.tngtech.archunit.core.domain.AccessTarget.CodeUnitAccessTarget;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaCodeUnit;
import com.tngtech.archunit.core.domain.JavaMethod;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.lang.reflect.AnnotatedElement;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.platform.commons.annotation.Testable;
import org.junit.platform.commons.support.AnnotationSupport;

/**
 * Holds the tags of a module's tests against what the tests do: who starts a process says so, or
 * {@code ./mvnw test} would start it.
 *
 * <p>What a test does is taken from the class files on its class path: the methods that it calls,
 * by whatever fixtures. A lambda is part of the method that it is in. What is called by a name at
 * run time, or by the JDK, is not seen.
 */
public final class TagsOfTests {
  private static final String PACKAGES = "io.shmtender";
  private static final String WHY = "; CONTRIBUTING.md, \"Three speeds of test\", has the tags";

  // By these names the build finds tests.
  private static final Pattern IS_RUN = Pattern.compile("[^$]+(?:Test|IT)");

  // What needs a jar starts it.
  private static final Set<String> STARTING = Set.of("process", "packaged");
  private static final Set<String> KNOWN = Set.of("process", "packaged", "slow", "soak", "once");

  private TagsOfTests() {}

  /** Returns what is wrong with the tags of the tests of the module whose test this is. */
  public static List<String> mistakes() {
    JavaClasses classes = new ClassFileImporter().importPackages(PACKAGES);
    Set<JavaClass> tests = new LinkedHashSet<>();
    for (JavaClass each : classes) {
      if (IS_RUN.matcher(each.getName()).matches() && isOfTests(each)) {
        tests.add(each);
      }
    }
    if (tests.isEmpty()) {
      throw new IllegalStateException("no tests below " + PACKAGES + " on the class path");
    }
    return mistakes(classes, tests);
  }

  private static boolean isOfTests(JavaClass type) {
    return type.getSource()
        .map(source -> source.getUri().toString().contains("/test-classes/"))
        .orElse(false);
  }

  /** Returns what is wrong with the tags of some of the classes. */
  static List<String> mistakes(JavaClasses classes, Set<JavaClass> tests) {
    Set<JavaCodeUnit> starting = startingProcesses(classes);
    Set<String> mistakes = new TreeSet<>();
    for (JavaClass test : tests) {
      Set<String> ofClass = tags(test.reflect());
      requireKnown(test.getSimpleName(), ofClass, mistakes);
      if (test.getName().endsWith("IT") && !ofClass.contains("packaged")) {
        mistakes.add(
            test.getSimpleName() + " has the name, but not the tag of what needs a jar" + WHY);
      }
      for (JavaCodeUnit unit : test.getCodeUnits()) {
        String name = test.getSimpleName() + "." + unit.getName();
        Set<String> tags = new HashSet<>(ofClass);
        if (unit instanceof JavaMethod method && isTest(method)) {
          Set<String> ofMethod = tags(method.reflect());
          requireKnown(name, ofMethod, mistakes);
          tags.addAll(ofMethod);
        } else if (!runsForEveryTest(unit)) {
          continue;
        }
        if (starting.contains(unit) && tags.stream().noneMatch(STARTING::contains)) {
          mistakes.add(name + " starts a process, and no tag says so" + WHY);
        }
      }
    }
    return List.copyOf(mistakes);
  }

  private static boolean isTest(JavaMethod method) {
    return AnnotationSupport.isAnnotated(method.reflect(), Testable.class);
  }

  private static boolean runsForEveryTest(JavaCodeUnit unit) {
    return !(unit instanceof JavaMethod)
        || unit.isAnnotatedWith(BeforeAll.class)
        || unit.isAnnotatedWith(BeforeEach.class)
        || unit.isAnnotatedWith(AfterEach.class)
        || unit.isAnnotatedWith(AfterAll.class);
  }

  private static Set<String> tags(AnnotatedElement element) {
    return Arrays.stream(element.getAnnotationsByType(Tag.class))
        .map(Tag::value)
        .collect(Collectors.toSet());
  }

  private static void requireKnown(String name, Set<String> tags, Set<String> mistakes) {
    for (String tag : tags) {
      if (!KNOWN.contains(tag)) {
        mistakes.add(name + " has a tag '" + tag + "' that nothing goes by" + WHY);
      }
    }
  }

  /** Returns what starts a process, by itself or by what it calls. */
  private static Set<JavaCodeUnit> startingProcesses(JavaClasses classes) {
    Map<JavaCodeUnit, List<JavaCodeUnit>> callers = new HashMap<>();
    Set<JavaCodeUnit> found = new HashSet<>();
    for (JavaClass type : classes) {
      for (JavaCodeUnit caller : type.getCodeUnits()) {
        for (CodeUnitAccessTarget target : targets(caller)) {
          if (startsAProcess(target)) {
            found.add(caller);
          }
          for (JavaCodeUnit callee : callees(target)) {
            callers.computeIfAbsent(callee, key -> new ArrayList<>()).add(caller);
          }
        }
      }
    }
    Deque<JavaCodeUnit> open = new ArrayDeque<>(found);
    while (!open.isEmpty()) {
      for (JavaCodeUnit caller : callers.getOrDefault(open.remove(), List.of())) {
        if (found.add(caller)) {
          open.add(caller);
        }
      }
    }
    return found;
  }

  private static List<CodeUnitAccessTarget> targets(JavaCodeUnit caller) {
    List<JavaAccess<?>> accesses = new ArrayList<>(caller.getCallsFromSelf());
    accesses.addAll(caller.getCodeUnitReferencesFromSelf());
    return accesses.stream().map(access -> (CodeUnitAccessTarget) access.getTarget()).toList();
  }

  private static boolean startsAProcess(CodeUnitAccessTarget target) {
    String owner = target.getOwner().getName();
    return owner.equals("java.lang.ProcessBuilder")
        || (owner.equals("java.lang.Runtime") && target.getName().equals("exec"));
  }

  // The method itself and those that override it, and what runs when its class is first used.
  private static Set<JavaCodeUnit> callees(CodeUnitAccessTarget target) {
    Set<JavaCodeUnit> callees = new HashSet<>();
    JavaClass owner = target.getOwner();
    if (!owner.getName().startsWith(PACKAGES + ".")) {
      return callees;
    }
    target.resolveMember().ifPresent(callees::add);
    owner.getStaticInitializer().ifPresent(callees::add);
    for (JavaClass type : owner.getAllSubclasses()) {
      for (JavaMethod method : type.getMethods()) {
        if (method.getName().equals(target.getName())
            && method.getRawParameterTypes().equals(target.getRawParameterTypes())) {
          callees.add(method);
        }
      }
    }
    return callees;
  }
}
