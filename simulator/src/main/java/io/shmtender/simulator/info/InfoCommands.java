package io.shmtender.simulator.info;

import io.shmtender.simulator.topology.NodeView;
import io.shmtender.simulator.wire.ResultCode;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * The info commands of a node, and the form of requests and answers (server: {@code thr_info.c}):
 * each name ends with a newline, each answer repeats it, a tab, the value and a newline.
 * Thread-safe.
 */
public final class InfoCommands {
  /** What an empty request is answered with, in this order. */
  private static final List<String> SUMMARY =
      List.of(
          "features",
          "node",
          "compatibility-id",
          "edition",
          "build_arch",
          "build_os",
          "build",
          "version",
          "statistics",
          "services-alumni",
          "services",
          "partition-generation");

  /** What a Community server knows but does not do. */
  private static final List<String> ENTERPRISE_ONLY =
      List.of(
          "alumni-tls-alt",
          "alumni-tls-std",
          "feature-key",
          "masking",
          "masking-show",
          "peers-tls-alt",
          "peers-tls-std",
          "quiesce",
          "quiesce-undo",
          "rack-ids",
          "racks",
          "revive",
          "roster",
          "roster-set",
          "service-tls-alt",
          "service-tls-std",
          "xdr-dc-state",
          "xdr-get-filter",
          "xdr-set-filter");

  private final Map<String, InfoCommand> commands;

  /**
   * The commands of a server of a build.
   *
   * @param build the server's version, for example {@code 8.1.2.0}
   * @param enterprise whether it is an Enterprise server
   */
  public InfoCommands(String build, boolean enterprise) {
    Map<String, InfoCommand> all = new LinkedHashMap<>();
    BuildInfo.addTo(all, build, enterprise);
    PeerInfo.addTo(all);
    PartitionInfo.addTo(all);
    NamespaceInfo.addTo(all);
    if (!enterprise) {
      String refusal = InfoError.of(ResultCode.ENTERPRISE_ONLY, "enterprise only");
      ENTERPRISE_ONLY.forEach(name -> all.put(name, (view, p) -> refusal));
    }
    this.commands = Map.copyOf(all);
  }

  /**
   * Answers a request.
   *
   * @param view what the node knows
   * @param request names, each ended by a newline; one that is not ended is ignored
   * @param onName is told each name without its parameters
   */
  public String answer(NodeView view, String request, Consumer<String> onName) {
    StringBuilder answer = new StringBuilder();
    if (request.isEmpty()) {
      SUMMARY.forEach(name -> answerOne(view, name, onName, answer));
      return answer.toString();
    }
    int start = 0;
    for (int end = request.indexOf('\n'); end >= 0; end = request.indexOf('\n', start)) {
      answerOne(view, request.substring(start, end), onName, answer);
      start = end + 1;
    }
    return answer.toString();
  }

  private void answerOne(
      NodeView view, String line, Consumer<String> onName, StringBuilder answer) {
    int nameEnd = nameEnd(line);
    String name = line.substring(0, nameEnd);
    String parameters = nameEnd < line.length() ? line.substring(nameEnd + 1) : "";
    onName.accept(name);
    InfoCommand command = commands.get(name);
    answer
        .append(line)
        .append('\t')
        .append(
            command == null
                ? InfoError.of(ResultCode.PARAMETER, "unrecognized command")
                : command.answer(view, parameters))
        .append('\n');
  }

  /** Where the name ends: at the first of {@code / : ;} or at the end of the line. */
  private static int nameEnd(String line) {
    for (int i = 0; i < line.length(); i++) {
      char c = line.charAt(i);
      if (c == '/' || c == ':' || c == ';') {
        return i;
      }
    }
    return line.length();
  }
}
