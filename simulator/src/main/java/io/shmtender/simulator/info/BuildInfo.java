package io.shmtender.simulator.info;

import java.util.Map;

/** Who the node is and what it can do. */
final class BuildInfo {
  /** What a server 8.1 announces; clients refuse servers without some of these. */
  private static final String FEATURES =
      String.join(
          ";",
          "batch-any",
          "batch-index",
          "blob-bits",
          "cdt-index",
          "cdt-list",
          "cdt-map",
          "cluster-stable",
          "float",
          "geo",
          "sindex-exists",
          "peers",
          "pipelining",
          "pquery",
          "pscans",
          "query-show",
          "relaxed-sc",
          "replicas",
          "replicas-all",
          "replicas-master",
          "replicas-max",
          "truncate-namespace",
          "udf");

  private BuildInfo() {}

  static void addTo(Map<String, InfoCommand> commands, String build, boolean enterprise) {
    String edition = "Aerospike " + (enterprise ? "Enterprise" : "Community") + " Edition";
    commands.put("node", (view, p) -> view.name());
    commands.put("name", (view, p) -> view.name());
    commands.put("build", (view, p) -> build);
    commands.put("build_arch", (view, p) -> "simulated");
    commands.put("build_os", (view, p) -> "simulated");
    commands.put("edition", (view, p) -> edition);
    commands.put("version", (view, p) -> edition + " build " + build);
    commands.put(
        "release",
        (view, p) ->
            "edition="
                + edition
                + ";version="
                + build
                + ";os=simulated;arch=simulated;sha=0000000");
    commands.put("features", (view, p) -> FEATURES);
    commands.put("compatibility-id", (view, p) -> "15");
    commands.put("cluster-name", (view, p) -> view.clusterName());
    commands.put("status", (view, p) -> "ok");
    // The newer clients introduce themselves; a server only counts them.
    commands.put("user-agent-set", (view, p) -> "ok");
  }
}
