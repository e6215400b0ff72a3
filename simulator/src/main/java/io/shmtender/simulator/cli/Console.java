package io.shmtender.simulator.cli;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.Arrays;
import java.util.List;

/** Reads commands, one per line, and answers each with one line. */
final class Console {
  private final ConsoleCommands commands;

  Console(ConsoleCommands commands) {
    this.commands = commands;
  }

  /** Runs until {@code quit}, which gives true, or until the input ends, which gives false. */
  boolean run(BufferedReader in, PrintWriter out) throws IOException {
    for (String line = in.readLine(); line != null; line = in.readLine()) {
      List<String> words = Arrays.stream(line.trim().split("\\s+")).toList();
      if (words.get(0).isEmpty()) {
        continue;
      }
      boolean quit = words.get(0).equals("quit");
      out.println(quit ? "ok" : answer(words));
      out.flush();
      if (quit) {
        return true;
      }
    }
    return false;
  }

  private String answer(List<String> words) {
    try {
      return ("ok " + commands.execute(words.get(0), words.subList(1, words.size()))).trim();
    } catch (RuntimeException e) {
      // Whatever a command fails with, the answer is one line and the simulator goes on.
      return "error " + String.valueOf(e.getMessage()).replace('\n', ' ');
    }
  }
}
