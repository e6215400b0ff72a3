package io.shmtender.benchmarks;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/**
 * Processes that have a segment mapped, and as many other things as a JVM has, and do nothing. They
 * are copies of one, so that a thousand fit on a small machine; perl is what can map a file there.
 */
final class MappingProcesses implements AutoCloseable {
  // mmap is another system call on each architecture.
  private static final String SCRIPT =
      """
      my ($mmap, $file, $size, $count, $others) = @ARGV;
      open(my $in, '<', $file) or die "$file: $!";
      # Readable, shared; private and anonymous ones that differ from their neighbours, or the
      # kernel would join them.
      syscall($mmap, 0, $size + 0, 1, 1, fileno($in), 0) != -1 or die "mmap: $!";
      for (1 .. $others) { syscall($mmap, 0, 4096, $_ % 2 ? 1 : 3, 34, -1, 0) != -1 or die "mmap: $!"; }
      my @children;
      for (2 .. $count) {
        my $child = fork();
        defined $child or die "fork: $!";
        if (!$child) { sleep; exit }
        push @children, $child;
      }
      $| = 1;
      print "mapped\\n";
      # Until the end of the input.
      while (<STDIN>) { }
      kill 'KILL', @children;
      """;
  private static final int OTHER_MAPPINGS = 300;
  private final Process process;

  /** Starts so many and waits until they have it mapped. */
  MappingProcesses(Path segment, long size, int count) throws IOException {
    String call =
        switch (System.getProperty("os.arch")) {
          case "amd64" -> "9";
          case "aarch64" -> "222";
          default ->
              throw new IOException(
                  "the number of mmap is not known for " + System.getProperty("os.arch"));
        };
    process =
        new ProcessBuilder(
                "perl",
                "-e",
                SCRIPT,
                call,
                segment.toString(),
                Long.toString(size),
                Integer.toString(count),
                Integer.toString(OTHER_MAPPINGS))
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    BufferedReader output = process.inputReader(StandardCharsets.UTF_8);
    if (!"mapped".equals(output.readLine())) {
      process.destroyForcibly();
      throw new IOException("no processes that map " + segment + ", see above");
    }
  }

  /** Checks that what was measured was measured with them. */
  void requireRunning() throws IOException {
    if (!process.isAlive()) {
      throw new IOException("the processes that map the segment ended: " + process.exitValue());
    }
  }

  @Override
  public void close() throws IOException {
    process.outputWriter().close();
    ProcessEnd.await(process);
  }
}
