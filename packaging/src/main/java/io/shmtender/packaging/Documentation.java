package io.shmtender.packaging;

import io.shmtender.daemon.cli.Main;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.OffsetDateTime;
import java.util.zip.Deflater;
import java.util.zip.GZIPOutputStream;
import org.asciidoctor.Asciidoctor;
import org.asciidoctor.Attributes;
import org.asciidoctor.Options;
import org.asciidoctor.SafeMode;
import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.codegen.docgen.manpage.ManPageGenerator;

/**
 * Writes what the package has for people, from the same command line that {@code --help} comes
 * from: man pages, shell completion; and the change log, compressed as Debian wants it.
 */
final class Documentation {
  // RFC 1952
  private static final int FLAGS_OFFSET = 8;
  private static final byte SLOWEST_ALGORITHM = 2;

  private static final String NAME = Main.commandLine().getCommandName();

  private final Path root;
  private final String version;
  private final String date;

  private Documentation(Path root, String version, String date) {
    this.root = root;
    this.version = version;
    this.date = date;
  }

  /**
   * Takes the version, the time that the build has, the change log, and the directory to write
   * below.
   */
  public static void main(String[] arguments) throws IOException {
    // Of the build and not of now, so that two builds of a commit give the same bytes.
    String date = OffsetDateTime.parse(arguments[1]).toLocalDate().toString();
    Documentation documentation = new Documentation(Path.of(arguments[3]), arguments[0], date);
    documentation.changeLog(Path.of(arguments[2]));
    documentation.completion();
    documentation.manPages();
  }

  private void changeLog(Path source) throws IOException {
    compress(Files.readAllBytes(source), "usr/share/doc/" + NAME + "/changelog.Debian.gz");
  }

  private void completion() throws IOException {
    Path file = root.resolve("usr/share/bash-completion/completions").resolve(NAME);
    Files.createDirectories(file.getParent());
    // It is read into a shell and never run.
    String script = AutoComplete.bash(NAME, Main.commandLine()).replaceFirst("^#!.*\\n", "");
    Files.writeString(file, script);
  }

  private void manPages() throws IOException {
    Path sources = Files.createDirectories(root.resolveSibling("man"));
    // A synopsis of one line: man breaks it where the terminal ends.
    CommandLine command = Main.commandLine().setUsageHelpWidth(1000);
    int failed =
        ManPageGenerator.generateManPage(
            sources.toFile(), null, new boolean[0], true, command.getCommandSpec());
    if (failed != 0) {
      throw new IOException("no man pages: picocli ended with " + failed);
    }
    Options options =
        Options.builder()
            .backend("manpage")
            .standalone(true)
            .safe(SafeMode.SAFE)
            .attributes(
                Attributes.builder()
                    .attribute("docdate", date)
                    .attribute("revnumber", version)
                    .attribute("mansource", NAME + " " + version)
                    .attribute("reproducible", true)
                    .build())
            .build();
    try (Asciidoctor asciidoctor = Asciidoctor.Factory.create();
        DirectoryStream<Path> pages = Files.newDirectoryStream(sources, "*.adoc")) {
      for (Path page : pages) {
        String name = page.getFileName().toString().replaceFirst("\\.adoc$", "");
        String troff = asciidoctor.convert(Files.readString(page), options);
        compress(troff.getBytes(StandardCharsets.UTF_8), "usr/share/man/man1/" + name + ".1.gz");
      }
    }
  }

  private void compress(byte[] bytes, String name) throws IOException {
    ByteArrayOutputStream compressed = new ByteArrayOutputStream();
    try (OutputStream out = new BestCompression(compressed)) {
      out.write(bytes);
    }
    byte[] result = compressed.toByteArray();
    // Says so too, which Debian's tools look at.
    result[FLAGS_OFFSET] = SLOWEST_ALGORITHM;
    Path file = root.resolve(name);
    Files.createDirectories(file.getParent());
    Files.write(file, result);
  }

  private static final class BestCompression extends GZIPOutputStream {
    BestCompression(OutputStream out) throws IOException {
      super(out);
      def.setLevel(Deflater.BEST_COMPRESSION);
    }
  }
}
