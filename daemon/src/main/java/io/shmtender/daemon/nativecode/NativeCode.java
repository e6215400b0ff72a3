package io.shmtender.daemon.nativecode;

import com.sun.jna.Native;
import com.sun.jna.Platform;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Binds classes to the C library by JNA, whose native part has to be a file that may be executed.
 *
 * <p>JNA looks at one place for that and never again. Hardened hosts mount {@code /tmp} without
 * execution, so every place that a service or a user has is tried. The file is in a directory of
 * its own that nobody else may enter, whatever the umask, and gone once it is loaded.
 */
public final class NativeCode {
  private static final String FILE = "libjnidispatch.so";
  // If one of these is set, somebody has decided where it comes from.
  private static final List<String> CHOSEN = List.of("jna.tmpdir", "jna.boot.library.path");

  private static boolean loaded;
  private static String failure;

  private NativeCode() {}

  /**
   * Binds the native methods of a class to the C library.
   *
   * @throws UnsatisfiedLinkError if there is no place to load native code from
   */
  public static synchronized void bind(Class<?> calls) {
    prepare();
    Native.register(calls, "c");
  }

  /**
   * Loads JNA's native part, for a library that binds its own methods.
   *
   * @throws UnsatisfiedLinkError if there is no place to load native code from
   */
  public static synchronized void prepare() {
    if (failure != null) {
      throw new UnsatisfiedLinkError(failure);
    }
    try {
      if (!loaded && CHOSEN.stream().allMatch(property -> System.getProperty(property) == null)) {
        load(places(System.getenv()));
      }
      // Where nothing was loaded here, JNA loads itself from where it was told.
      Native.toString(new byte[1]);
      loaded = true;
    } catch (LinkageError e) {
      failure = e.getMessage();
      throw e;
    }
  }

  /**
   * Returns why native code could not be loaded, whoever tried it first: the JVM says of later
   * attempts only that there was an earlier one.
   */
  public static synchronized String failure(LinkageError last) {
    return failure == null ? last.toString() : failure;
  }

  /** Returns where native code may be, what belongs to this daemon alone first. */
  static List<Path> places(Map<String, String> environment) {
    Set<Path> places = new LinkedHashSet<>();
    // By systemd, several with colons between them.
    add(places, environment.getOrDefault("CACHE_DIRECTORY", "").replaceFirst(":.*", ""));
    add(places, System.getProperty("java.io.tmpdir"));
    add(places, environment.getOrDefault("XDG_RUNTIME_DIR", ""));
    add(places, environment.getOrDefault("RUNTIME_DIRECTORY", "").replaceFirst(":.*", ""));
    add(places, environment.getOrDefault("XDG_CACHE_HOME", ""));
    add(places, System.getProperty("user.home") + "/.cache");
    add(places, "/dev/shm");
    return List.copyOf(places);
  }

  private static void add(Set<Path> places, String place) {
    if (place.startsWith("/")) {
      places.add(Path.of(place));
    }
  }

  private static void load(List<Path> places) {
    List<String> failures = new ArrayList<>();
    for (Path place : places) {
      try {
        load(place);
        return;
      } catch (IOException | UnsatisfiedLinkError e) {
        failures.add(place + " (" + e + ")");
      }
    }
    throw new UnsatisfiedLinkError(
        "there is no place that it can be loaded from: " + String.join(", ", failures));
  }

  private static void load(Path place) throws IOException {
    Path directory = Files.createTempDirectory(place, "shmtender-native-");
    Path file = directory.resolve(FILE);
    try {
      unpack(file);
      System.load(file.toString());
      System.setProperty("jna.boot.library.path", directory.toString());
      // Where JNA loads it, too: from the same file, which to the JVM is once.
      Native.toString(new byte[1]);
    } finally {
      Files.deleteIfExists(file);
      Files.delete(directory);
    }
  }

  private static void unpack(Path file) throws IOException {
    String resource = "/com/sun/jna/" + Platform.RESOURCE_PREFIX + "/" + FILE;
    try (InputStream in = Native.class.getResourceAsStream(resource)) {
      if (in == null) {
        throw new FileNotFoundException("JNA has no " + resource);
      }
      Files.copy(in, file);
    }
  }
}
