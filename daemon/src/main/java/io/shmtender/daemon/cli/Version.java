package io.shmtender.daemon.cli;

import picocli.CommandLine.IVersionProvider;

/** The version of the jar that this runs from. */
final class Version implements IVersionProvider {
  @Override
  public String[] getVersion() {
    return new String[] {
      TopCommand.NAME + " " + ofJar(),
      "Java " + Runtime.version() + ", " + System.getProperty("java.vm.name")
    };
  }

  /** Returns the release alone. */
  static String ofJar() {
    String version = Version.class.getPackage().getImplementationVersion();
    return version == null ? "(not from a jar)" : version;
  }
}
