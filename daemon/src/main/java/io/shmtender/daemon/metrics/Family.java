package io.shmtender.daemon.metrics;

import static io.shmtender.daemon.metrics.Family.Kind.COUNTER;
import static io.shmtender.daemon.metrics.Family.Kind.GAUGE;
import static io.shmtender.daemon.metrics.Family.Kind.HISTOGRAM;
import static io.shmtender.daemon.metrics.Family.Kind.INFO;

import io.shmtender.daemon.report.Word;
import java.util.List;

/**
 * Every metric there is, by the conventions of Prometheus: base units, {@code _total} for counters.
 * The values of all labels are few: nodes and namespaces of the cluster while they are there, keys
 * from the configuration, and fixed words.
 */
enum Family {
  DAEMON_INFO(
      INFO,
      "shmtender_daemon_info",
      "The daemon's release and the key it is for.",
      "version",
      "key"),
  OWNER(GAUGE, "shmtender_owner", "1 if this daemon owns its key, 0 if it stands by."),
  TAKEOVERS(
      COUNTER,
      "shmtender_takeovers_total",
      "How often this daemon stopped standing by and owned: because the owner ended, or hung.",
      "reason"),
  TAKEOVER_DURATION(
      HISTOGRAM,
      "shmtender_takeover_duration_seconds",
      "From having the lock until the new segment was there to be read, of a takeover."),
  OWNERSHIP_LOSSES(
      COUNTER,
      "shmtender_ownership_losses_total",
      "How often another daemon took over from this one while it was not running."),

  TEND_DURATION(
      HISTOGRAM, "shmtender_tend_duration_seconds", "How long a tend took, all nodes together."),
  TEND_FAILURES(
      COUNTER,
      "shmtender_tend_failures_total",
      "Tends that were not a full success, by what was wrong.",
      "cause"),
  LAST_ANSWER(
      GAUGE,
      "shmtender_last_answer_timestamp_seconds",
      "When the cluster last answered a tend of this daemon, seconds since 1970."),
  NODE_REFRESH_DURATION(
      HISTOGRAM,
      "shmtender_node_refresh_duration_seconds",
      "How long a node took to answer all that a tend asked it.",
      "node"),
  NODE_FAILURES(
      COUNTER,
      "shmtender_node_failures_total",
      "Tends in which a node did not answer, or not as it should.",
      "node",
      "cause"),
  NODE_JOINS(COUNTER, "shmtender_node_joins_total", "Nodes that joined the map."),
  NODE_LEAVES(COUNTER, "shmtender_node_leaves_total", "Nodes that left the map."),
  MAP_CHANGES(COUNTER, "shmtender_map_changes_total", "Tends after which the map was another."),
  INFO_REQUESTS(COUNTER, "shmtender_info_requests_total", "Info requests to the nodes."),
  INFO_SENT(COUNTER, "shmtender_info_sent_bytes_total", "Bytes of info requests."),
  INFO_RECEIVED(COUNTER, "shmtender_info_received_bytes_total", "Bytes of the answers to them."),
  CONNECTIONS(GAUGE, "shmtender_connections", "Open connections to the nodes."),
  CONNECTIONS_OPENED(
      COUNTER, "shmtender_connections_opened_total", "Connections that were opened to nodes."),

  CLUSTER_INFO(INFO, "shmtender_cluster_info", "The cluster's name. Owner only.", "cluster"),
  NODES(GAUGE, "shmtender_nodes", "Nodes in the published map, by state. Owner only.", "state"),
  NAMESPACES(GAUGE, "shmtender_namespaces", "Namespaces in the published map. Owner only."),
  PARTITIONS_WITHOUT_MASTER(
      GAUGE,
      "shmtender_partitions_without_master",
      "Partitions that nobody is the master of, of 4096. Owner only.",
      "namespace"),

  PUBLISH_DURATION(
      HISTOGRAM,
      "shmtender_publish_duration_seconds",
      "How long it took to publish a state; its count is the number of publishes."),
  PUBLISH_FAILURES(
      COUNTER,
      "shmtender_publish_failures_total",
      "States that could not be published: the one before stays."),

  TENDED(
      GAUGE,
      "shmtender_segment_tended",
      "1 if some daemon keeps the key's segment up to date, this one or another; 0 if none."),
  HEARTBEAT_AGE(
      GAUGE, "shmtender_heartbeat_age_seconds", "Since the owner's last tend, as readers see it."),
  FAILED_TENDS(
      GAUGE,
      "shmtender_failed_tends",
      "Tends of the owner since the cluster last answered; 0 while it answers."),
  EPOCH(GAUGE, "shmtender_epoch", "The owner's epoch: 1 more with every change of owner."),
  SEQUENCE(GAUGE, "shmtender_sequence", "The number of the last publish."),
  TEND_INTERVAL(
      GAUGE, "shmtender_tend_interval_seconds", "From one tend of the owner to the next."),
  TAKEOVER_THRESHOLD(
      GAUGE,
      "shmtender_takeover_threshold_seconds",
      "The heartbeat age past which a standby takes over."),
  SEGMENT_SIZE(GAUGE, "shmtender_segment_size_bytes", "The length of the segment file."),
  SEGMENT_CAPACITY(
      GAUGE,
      "shmtender_segment_capacity",
      "How many nodes, namespaces and replicas fit before the segment grows.",
      "of"),
  SEGMENT_CAPACITY_LEFT(
      GAUGE,
      "shmtender_segment_capacity_left",
      "How many more nodes, namespaces and replicas fit before the segment grows. Owner only.",
      "of"),
  DIRECTORY_FREE(
      GAUGE,
      "shmtender_directory_free_bytes",
      "Free room in the segment's file system; a segment that grows needs its new size."),

  C_OWNER(
      GAUGE,
      "shmtender_c_client_segment_owner",
      "1 for who owns the C-client segment: tender (this one), other_tender (of another key or"
          + " directory), application or nobody; 0 for the others. Owner only.",
      "key",
      "layout",
      "owner"),
  C_FAILING(
      GAUGE,
      "shmtender_c_client_segment_failing",
      "1 if the segment cannot be used, for the reason in the log. Owner only.",
      "key",
      "layout"),
  C_ATTACHED(
      GAUGE,
      "shmtender_c_client_segment_attached_processes",
      "Processes that have the segment attached, the daemon included. Owner only.",
      "key",
      "layout"),
  C_CAPACITY(
      GAUGE,
      "shmtender_c_client_segment_capacity",
      "How many nodes and namespaces fit; it cannot grow. Owner only.",
      "key",
      "layout",
      "of"),
  C_CAPACITY_LEFT(
      GAUGE,
      "shmtender_c_client_segment_capacity_left",
      "How many more nodes and namespaces fit. Owner only.",
      "key",
      "layout",
      "of"),
  C_LEFT_OUT(
      GAUGE,
      "shmtender_c_client_segment_left_out",
      "Nodes and namespaces of the cluster that did not fit. Owner only.",
      "key",
      "layout",
      "of"),
  C_REPAIRS(
      COUNTER,
      "shmtender_c_client_segment_repairs_total",
      "How often something was written again that another process had overwritten.",
      "key",
      "layout"),
  C_LOCK_REPAIRS(
      COUNTER,
      "shmtender_c_client_segment_lock_repairs_total",
      "Locks that dead processes had left behind and that were freed.",
      "key",
      "layout"),
  C_RECREATIONS(
      COUNTER,
      "shmtender_c_client_segment_recreations_total",
      "How often somebody removed the segment and it was made anew.",
      "key",
      "layout"),

  JVM_MEMORY_USED(GAUGE, "jvm_memory_used_bytes", "Used memory of the JVM.", "area"),
  JVM_MEMORY_COMMITTED(
      GAUGE, "jvm_memory_committed_bytes", "Memory that the JVM has from the system.", "area"),
  JVM_MEMORY_MAX(GAUGE, "jvm_memory_max_bytes", "Most memory that the JVM may use.", "area"),
  JVM_GC(COUNTER, "jvm_gc_collections_total", "Garbage collections.", "gc"),
  JVM_GC_DURATION(
      COUNTER, "jvm_gc_collection_seconds_total", "Time spent on garbage collections.", "gc"),
  JVM_THREADS(GAUGE, "jvm_threads_current", "Threads of the JVM."),
  JVM_CLASSES(GAUGE, "jvm_classes_currently_loaded", "Classes that are loaded."),
  PROCESS_CPU(COUNTER, "process_cpu_seconds_total", "Processor time that the daemon used."),
  PROCESS_START(
      GAUGE, "process_start_time_seconds", "When the daemon was started, seconds since 1970."),
  PROCESS_RESIDENT(GAUGE, "process_resident_memory_bytes", "Resident memory of the daemon."),
  PROCESS_OPEN_FILES(GAUGE, "process_open_fds", "Open file descriptors."),
  PROCESS_MAX_FILES(GAUGE, "process_max_fds", "Most open file descriptors that are allowed.");

  /** The types of metrics. */
  enum Kind {
    COUNTER,
    GAUGE,
    HISTOGRAM,
    INFO;

    @Override
    public String toString() {
      return Word.of(this);
    }
  }

  private final Kind kind;
  private final String metricName;
  private final String help;

  @SuppressWarnings("ImmutableEnumChecker") // It is: made by List.of.
  private final List<String> labels;

  Family(Kind kind, String metricName, String help, String... labels) {
    this.kind = kind;
    this.metricName = metricName;
    this.help = help;
    this.labels = List.of(labels);
  }

  Kind kind() {
    return kind;
  }

  /** Returns the name by which Prometheus knows it; of a histogram without its suffixes. */
  String metricName() {
    return metricName;
  }

  String help() {
    return help;
  }

  List<String> labels() {
    return labels;
  }
}
