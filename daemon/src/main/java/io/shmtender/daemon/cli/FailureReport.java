package io.shmtender.daemon.cli;

import io.shmtender.daemon.launch.ExitCode;
import io.shmtender.daemon.owner.KeyOwnedException;
import io.shmtender.daemon.segment.OtherClusterException;
import io.shmtender.daemon.segment.SegmentException;
import io.shmtender.reader.NoSegmentException;
import io.shmtender.reader.PartitionUnavailableException;
import io.shmtender.reader.ShmReaderException;
import io.shmtender.reader.UnknownNamespaceException;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import picocli.CommandLine;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.IParameterExceptionHandler;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.UnmatchedArgumentException;

/** Says in one message what went wrong, and chooses the exit code. */
final class FailureReport implements IExecutionExceptionHandler, IParameterExceptionHandler {
  private final TopCommand top;

  FailureReport(TopCommand top) {
    this.top = top;
  }

  @Override
  public int handleExecutionException(
      Exception failure, CommandLine command, ParseResult parseResult) {
    command.getErr().println(TopCommand.NAME + ": " + message(failure));
    if (top.verbose()) {
      failure.printStackTrace(command.getErr());
    }
    command.getErr().flush();
    return exitCode(failure);
  }

  private static int exitCode(Exception failure) {
    if (failure instanceof CommandFailure known) {
      return known.exitCode();
    } else if (failure instanceof OtherClusterException) {
      return ExitCode.OTHER_CLUSTER;
    } else if (failure instanceof KeyOwnedException) {
      return ExitCode.OWNED;
    } else if (failure instanceof NoSegmentException) {
      return ExitCode.NO_SEGMENT;
    } else if (failure instanceof UnknownNamespaceException
        || failure instanceof PartitionUnavailableException) {
      return ExitCode.FAILURE;
    } else if (failure instanceof SegmentException
        || failure instanceof ShmReaderException
        || failure instanceof IOException) {
      return ExitCode.UNUSABLE;
    }
    return ExitCode.FAILURE;
  }

  private static String message(Exception failure) {
    if (failure instanceof AccessDeniedException e) {
      return "no permission for " + e.getFile() + ": run this as the user that owns it";
    } else if (failure instanceof NoSuchFileException e) {
      return "there is no " + e.getFile();
    } else if (failure instanceof FileSystemException e && e.getReason() != null) {
      return e.getFile() + ": " + e.getReason();
    } else if (isExpected(failure)) {
      return failure.getMessage();
    }
    return "unexpected " + failure + "; --verbose shows where";
  }

  private static boolean isExpected(Exception failure) {
    return failure.getMessage() != null
        && (failure instanceof CommandFailure
            || failure instanceof OtherClusterException
            || failure instanceof KeyOwnedException
            || failure instanceof SegmentException
            || failure instanceof ShmReaderException
            || failure instanceof IOException);
  }

  @Override
  public int handleParseException(ParameterException mistake, String[] arguments) {
    CommandLine command = mistake.getCommandLine();
    command.getErr().println(TopCommand.NAME + ": " + mistake.getMessage());
    UnmatchedArgumentException.printSuggestions(mistake, command.getErr());
    command.getErr().println("Try '" + command.getCommandSpec().qualifiedName() + " --help'.");
    command.getErr().flush();
    return ExitCode.USAGE;
  }
}
